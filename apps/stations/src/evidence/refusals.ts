import { failure, refusals, type Facts, type Kind, type Text } from '@doorstep/domain';

/** A refusal of what was sent: with the field that breaks a rule, and the rule. */
const of = (
  kind: Kind,
  reason: string,
  [field, rule]: readonly [string, string],
  zh: string,
  en: string,
  remedy: Text,
) => {
  const refusal = failure(kind, reason, zh, en, remedy);
  return (facts: Facts = {}) => refusal({ ...facts, field }, [{ field, rule, text: { zh, en } }]);
};
const invalid = 'INVALID_ARGUMENT';

/** What evidence refuses. Of an upload, each names its field and the rule that it breaks. */
export const refuse = {
  ...refusals({
    EVIDENCE_WITHDRAWN: {
      zh: '该材料已撤回，文件已删除',
      en: 'the evidence was withdrawn and its file erased',
      remedy: { zh: '请上传新的材料', en: 'upload the file anew if it is still needed' },
    },
  }),
  PURPOSE_REQUIRED: failure(
    invalid,
    'PURPOSE_REQUIRED',
    '查看材料内容须说明用途',
    'state in X-Purpose why the content is read',
    { zh: '请在 X-Purpose 中给出用途代码', en: 'send X-Purpose with a code, as call-back' },
  ),
  EVIDENCE_NOT_FILED_HERE: of(
    'PERMISSION_DENIED',
    'EVIDENCE_NOT_FILED_HERE',
    ['about', 'evidence.filed_by_who_changes'],
    '您无权办理该记录，不能为其上传材料；表格只能由可在该区划导入的人员上传',
    'evidence is filed by who may change the record, and a sheet by who may import in its division',
    { zh: '请由可办理该记录的人员上传', en: 'let somebody who may change the record upload it' },
  ),
  EVIDENCE_EMPTY: of(invalid, 'EVIDENCE_EMPTY', ['content', 'evidence.min_bytes'], '文件为空', 'the file is empty', {
    zh: '请选择有内容的文件',
    en: 'send a file that holds something',
  }),
  EVIDENCE_BROKEN_OFF: of(
    invalid,
    'EVIDENCE_BROKEN_OFF',
    ['content', 'evidence.whole'],
    '文件未传完，请重新上传',
    'the file broke off; send it again',
    { zh: '请重新上传', en: 'send the file again' },
  ),
  EVIDENCE_TOO_LARGE: of(
    invalid,
    'EVIDENCE_TOO_LARGE',
    ['content', 'evidence.most_bytes'],
    '文件过大',
    'the file is too large',
    { zh: '请压缩或拆分文件后再上传', en: 'compress or split the file' },
  ),
  EVIDENCE_TOO_SLOW: of(
    'ABORTED',
    'EVIDENCE_TOO_SLOW',
    ['content', 'evidence.most_seconds'],
    '上传过慢，已中止，请重新上传',
    'the file came too slowly and was given up; send it again',
    { zh: '请在网络良好时重新上传', en: 'send it again over a better connection' },
  ),
  EVIDENCE_TYPE_NOT_TAKEN: of(
    invalid,
    'EVIDENCE_TYPE_NOT_TAKEN',
    ['kind', 'evidence.type_of_kind'],
    '此类材料不接受该文件类型',
    'evidence of this kind is not taken as a file of this type',
    { zh: '请改用该类材料接受的文件类型', en: 'use a file type that this kind of evidence takes' },
  ),
  EVIDENCE_TYPE_MISMATCH: of(
    invalid,
    'EVIDENCE_TYPE_MISMATCH',
    ['media_type', 'evidence.type_of_content'],
    '文件内容与声明的类型不符',
    'the content is not of the type that was declared, or that its kind asks for',
    { zh: '请按文件的真实类型声明 Content-Type', en: 'declare the type that the file truly has in Content-Type' },
  ),
  EVIDENCE_UNREADABLE: of(
    invalid,
    'EVIDENCE_UNREADABLE',
    ['content', 'evidence.readable'],
    '图片已损坏或格式不完整，无法读取',
    'the picture is damaged or incomplete and cannot be read',
    { zh: '请重新拍摄或导出图片', en: 'take or export the picture again' },
  ),
  EVIDENCE_DIGEST_MISMATCH: of(
    invalid,
    'EVIDENCE_DIGEST_MISMATCH',
    ['sha256', 'evidence.digest'],
    '文件摘要不符，请重新上传',
    'another file arrived than the digest says; send it again',
    { zh: '请重新计算摘要并上传', en: 'compute the digest of the file anew and send both again' },
  ),
  EVIDENCE_INFECTED: of(
    invalid,
    'EVIDENCE_INFECTED',
    ['content', 'evidence.clean'],
    '文件含有恶意代码，已拒收',
    'the file carries malicious code and was refused',
    { zh: '请清除恶意代码，或换一份文件', en: 'clean the file or send another one' },
  ),
  EVIDENCE_UNSCANNED: of(
    'UNAVAILABLE',
    'EVIDENCE_UNSCANNED',
    ['content', 'evidence.clean'],
    '病毒扫描服务暂时不可用，文件未保存，请稍后重试',
    'the virus scanner does not answer; nothing was kept; try again later',
    { zh: '请稍后重试', en: 'repeat later, after Retry-After' },
  ),
  EVIDENCE_BUDGET_SPENT: of(
    'RESOURCE_EXHAUSTED',
    'EVIDENCE_BUDGET_SPENT',
    ['content', 'evidence.budget'],
    '您或您单位的上传额度已用完',
    'the budget of bytes of yours or of your organisation is spent',
    { zh: '请待额度恢复后再上传，或联系管理员', en: 'wait until the budget is renewed, or ask an operator' },
  ),
  EVIDENCE_TOO_MANY_AT_ONCE: of(
    'RESOURCE_EXHAUSTED',
    'EVIDENCE_TOO_MANY_AT_ONCE',
    ['content', 'evidence.most_at_once'],
    '同时上传的文件过多，请稍后重试',
    'too many files are coming in from you at once; try again later',
    { zh: '请等待正在上传的文件完成', en: 'wait until an upload of yours is done' },
  ),
};
