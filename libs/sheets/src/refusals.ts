import { failure } from '@doorstep/domain';

const invalid = (reason: string, zh: string, en: string) => failure('INVALID_ARGUMENT', reason, zh, en);

/** What is wrong with a sheet as a whole. */
export const refuse = {
  SHEET_UNREADABLE: invalid('SHEET_UNREADABLE', '无法读取该表格文件', 'the sheet cannot be read'),
  SHEET_TOO_LARGE: invalid(
    'SHEET_TOO_LARGE',
    '表格行数、列数或展开后的大小超出上限',
    'the sheet has too many rows or columns, or unpacks to too much',
  ),
  SHEET_BROKEN_OFF: failure(
    'UNAVAILABLE',
    'SHEET_BROKEN_OFF',
    '表格传输中断，请稍后重试',
    'the sheet broke off on its way; try again',
  ),
  NOUN_NOT_IN_SHEETS: invalid('NOUN_NOT_IN_SHEETS', '不能从表格导入此类记录', 'no sheet holds records of this kind'),
  HEADER_MISSING: invalid('HEADER_MISSING', '未找到表头，请检查列名', 'no row of the sheet is its header'),
};
