import type { Text } from '@doorstep/domain';
import type { Problem } from '../problem/problem.js';
import { refuse } from '../problem/refusals.js';

const once: Text = { zh: '只能给出一次', en: 'must come once' };

/** What is asked of a header, by its name in lower case. */
const forms = {
  authorization: once,
  'content-type': once,
  host: {
    zh: '须给出且只给出一个主机名，可带端口，如 doorstep.example:443',
    en: 'must be one host, with or without a port, as doorstep.example:443',
  },
  'transfer-encoding': { zh: 'HTTP/1.0 的请求不得分块', en: 'must not come with HTTP/1.0' },
  'idempotency-key': {
    zh: '须为 8 至 64 位字母、数字、- 或 _，不得含电话号码或身份证号；请使用随机编号，如 UUID',
    en: 'must be 8 to 64 letters, digits, - or _, and hold no telephone or identity number; draw it by lot, as a UUID',
  },
  'x-purpose': {
    zh: '须为代码，如 call-back：2 至 40 位小写字母、数字或 -，以字母开头，不得含电话号码或身份证号',
    en: 'must be a code, as call-back: 2 to 40 lower case letters, digits or -, a letter first, without a telephone or identity number',
  },
  'x-on-behalf-of': {
    zh: '须为该人的随机编号：1 至 64 位字母、数字、- 或 _，不得全为数字，不得含电话号码或身份证号',
    en: 'must be the random id of a person: 1 to 64 letters, digits, - or _, not digits alone, without a telephone or identity number',
  },
  'x-reason': { zh: '须为 UTF-8，可用百分号编码', en: 'must be UTF-8, percent-encoded or not' },
  'if-match': {
    zh: '须为 1 至 9 个带引号的 ETag，如 "7"，以逗号分隔；或只写 *',
    en: 'must be 1 to 9 entity tags in quotes, as "7", joined by commas, or * alone',
  },
  'content-digest': {
    zh: '须为 sha-256=:…:，其中为 Base64 的摘要',
    en: 'must be sha-256=:…: with the digest in Base64',
  },
  'content-disposition': {
    zh: "文件名须为 UTF-8，如 attachment; filename*=UTF-8''…",
    en: "must name the file in UTF-8, as attachment; filename*=UTF-8''…",
  },
} as const satisfies Readonly<Record<string, Text>>;

export type Header = keyof typeof forms;

interface Otherwise {
  readonly reason?: 'HEADER_MALFORMED' | 'ETAG_MALFORMED';
  /** Whether the connection ends with the refusal. */
  readonly closing?: boolean;
}

/** The refusal of a header that is not as it must be: it names the header and says what is asked for, not what came. */
export function malformed(header: Header, { reason = 'HEADER_MALFORMED', closing = false }: Otherwise = {}): Problem {
  const field = header.replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase());
  const violations = [{ field, rule: 'header.form', text: forms[header] }];
  return refuse(reason, { facts: { header }, violations, headers: closing ? { connection: 'close' } : {} });
}
