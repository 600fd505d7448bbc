import { failure, type Text } from '@doorstep/domain';

const invalid = (reason: string, zh: string, en: string, remedy: Text) =>
  failure('INVALID_ARGUMENT', reason, zh, en, remedy);
const passing = (reason: string, zh: string, en: string, remedy: Text) =>
  failure('UNAVAILABLE', reason, zh, en, remedy);
const later: Text = { zh: '请稍后重试', en: 'repeat later, after Retry-After' };

/** What is wrong with a sheet as a whole. */
export const refuse = {
  SHEET_UNREADABLE: invalid(
    'SHEET_UNREADABLE',
    '无法读取该表格文件，请用表格软件另存为 .xlsx 后重试',
    'the sheet cannot be read; save it as .xlsx and try again',
    {
      zh: '请另存为 UTF-8 或 GB18030 的 CSV，或 xlsx，再上传',
      en: 'save it as CSV in UTF-8 or GB18030, or as xlsx, and upload it again',
    },
  ),
  SHEET_TOO_LARGE: invalid(
    'SHEET_TOO_LARGE',
    '表格行数、列数或展开后的大小超出上限，或读取耗费过多',
    'the sheet has too many rows or columns, unpacks to too much, or takes too much to read',
    { zh: '请拆分表格', en: 'split the sheet' },
  ),
  SHEET_LOCKED: invalid(
    'SHEET_LOCKED',
    '表格设有密码，请取消密码后重新上传',
    'a password locks the sheet; take it off and send the sheet again',
    { zh: '请在表格软件中取消密码后重新上传', en: 'take the password off and upload the sheet again' },
  ),
  QUOTE_OPEN: invalid(
    'QUOTE_OPEN',
    '该行的双引号没有正确结束；文字中的双引号须写两遍',
    'a quote of this line ends nowhere, or in another row; a quote inside quoted text is doubled (RFC 4180)',
    { zh: '请更正该行的双引号，或另存为 xlsx', en: 'mend the quotes of the line, or save the sheet as xlsx' },
  ),
  SHEET_BROKEN_OFF: passing(
    'SHEET_BROKEN_OFF',
    '表格传输中断，请稍后重试',
    'the sheet broke off on its way; try again',
    later,
  ),
  READERS_BUSY: passing(
    'READERS_BUSY',
    '正在读取的表格过多，请稍后重试',
    'too many sheets are being read; try again',
    later,
  ),
  NOUN_NOT_IN_SHEETS: invalid('NOUN_NOT_IN_SHEETS', '不能从表格导入此类记录', 'no sheet holds records of this kind', {
    zh: '请选择可从表格导入的记录类型',
    en: 'name a kind of records that sheets hold',
  }),
};
