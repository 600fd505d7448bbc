import type { Facts, Text, Violation } from '@doorstep/domain';
import { Problem } from './problem.js';

/** What the gateway itself refuses, before any service is asked. */
const declared = {
  ROUTE_UNKNOWN: [
    404,
    '没有这个接口',
    'there is no such route',
    '请核对路径；全部接口见 /docs',
    'check the path; /docs lists every route',
  ],
  METHOD_NOT_ALLOWED: [
    405,
    '此接口不支持该请求方法',
    'this route does not take that method',
    '请使用 Allow 所列的请求方法',
    'use a method that Allow names',
  ],
  NOT_ACCEPTABLE: [
    406,
    '本接口不提供所要求的格式',
    'answers come as application/json, and lists as CSV and xlsx too',
    '请在 Accept 中接受 application/json',
    'accept application/json',
  ],
  MEDIA_TYPE_UNSUPPORTED: [
    415,
    '请求体的媒体类型不受支持',
    'the body has a media type that this route does not take',
    '请以 application/json 发送请求体',
    'send the body as application/json',
  ],
  BODY_TOO_LARGE: [
    413,
    '请求体过大',
    'the body is too large',
    '请减小请求体；文件请走材料上传',
    'send less; files go by the upload of evidence',
  ],
  BODY_UNEXPECTED: [400, '此请求不应带请求体', 'this request takes no body', '请去掉请求体', 'send no body'],
  BODY_INTERRUPTED: [400, '请求体不完整', 'the body broke off', '请重新发送', 'send the request again'],
  UTF8_BROKEN: [
    400,
    '请求体不是有效的 UTF-8',
    'the body is not valid UTF-8',
    '请以 UTF-8 编码',
    'encode the body as UTF-8',
  ],
  JSON_MALFORMED: [
    400,
    '请求体不是有效的 JSON',
    'the body is not valid JSON',
    '请更正 JSON 语法',
    'mend the syntax of the JSON',
  ],
  JSON_TOO_DEEP: [400, 'JSON 嵌套过深', 'the JSON is nested too deeply', '请减少嵌套层数', 'nest it less deeply'],
  JSON_DUPLICATE_KEY: [
    400,
    'JSON 对象中有重复的键',
    'an object of the JSON has the same key twice',
    '请为每个键只保留一个值',
    'keep each key once',
  ],
  INVALID: [
    400,
    '请求中有不符合规则的内容',
    'the request breaks a rule',
    '请按 violations 所列字段与规则更正',
    'mend the fields that violations name, by their rules',
  ],
  NOTHING_TO_CHANGE: [
    400,
    '没有可更改的字段',
    'the request names no field that can be changed',
    '请至少填写一个可更改的字段',
    'name at least one field that can be changed',
  ],
  ETAG_REQUIRED: [
    428,
    '请在 If-Match 中给出您所见的版本',
    'say in If-Match which version you saw',
    '请先读取记录，再把其 ETag 放入 If-Match',
    'read the record and send its ETag as If-Match',
  ],
  ETAG_MALFORMED: [
    400,
    'If-Match 的格式不正确',
    'If-Match must hold entity tags, or *',
    '请把读取时得到的 ETag 原样放入 If-Match',
    'send the ETag as it was received, or *',
  ],
  REQUEST_MALFORMED: [
    400,
    '不是有效的 HTTP 请求',
    'what came is no HTTP request',
    '请核对请求行与请求头的写法；每个请求只带一个 Host；网址中的中文须以百分号编码',
    'write the request line and headers as RFC 9112 says, with one Host; percent-encode what is not ASCII in the URL',
  ],
  HTTP_VERSION_UNSUPPORTED: [
    505,
    '不支持此 HTTP 版本',
    'this version of HTTP is not spoken here',
    '请使用 HTTP/1.1',
    'speak HTTP/1.1',
  ],
  TRANSFER_CODING_UNSUPPORTED: [
    501,
    '不支持此传输编码',
    'the body comes in a transfer coding that is not known here',
    '请只使用 chunked，或给出 Content-Length',
    'send it chunked and nothing else, or with its length',
  ],
  EXPECTATION_UNKNOWN: [
    417,
    '无法满足 Expect 的要求',
    'Expect asks for something that is not known here',
    '请去掉 Expect，或只写 100-continue',
    'leave Expect out, or write 100-continue',
  ],
  REQUEST_TOO_SLOW: [
    408,
    '请求未在规定时间内到达',
    'the request did not arrive in time',
    '请在网络良好时重新发送',
    'send the request again over a better connection',
  ],
  HEADERS_TOO_LARGE: [
    431,
    '请求头过大',
    'the headers are too large',
    '请去掉多余的请求头与 Cookie，并缩短网址',
    'leave out headers and cookies that are not needed, and shorten the URL',
  ],
  GIVEN_TWICE: [
    400,
    '同一内容给出了两个不同的值',
    'the same thing is given twice with different values',
    '请只在一处填写',
    'give it in one place only',
  ],
  HEADER_MALFORMED: [
    400,
    '请求头格式不正确',
    'a header does not have the form that is asked for',
    '请按接口说明更正该请求头',
    'write the header as the operation describes it',
  ],
  QUOTA_EXCEEDED: [
    429,
    '请求过于频繁，请稍后再试',
    'too many requests; try again later',
    '请按 Retry-After 等待后重试',
    'wait as long as Retry-After says',
  ],
  SERVICE_UNAVAILABLE: [
    503,
    '服务暂时不可用，请稍后再试',
    'the service behind this route does not answer; try again later',
    '请按 Retry-After 等待后用相同编号重试',
    'wait as long as Retry-After says, then repeat with the same key',
  ],
  SERVICE_OVERLOADED: [
    503,
    '服务繁忙，请稍后再试',
    'the service behind this route is overloaded; try again later',
    '请按 Retry-After 等待后用相同编号重试',
    'wait as long as Retry-After says, then repeat with the same key',
  ],
  TIMED_OUT: [
    504,
    '服务未能及时答复',
    'the service behind this route did not answer in time',
    '请用相同编号重试',
    'repeat with the same key',
  ],
  NOT_SERVED: [
    501,
    '该服务的运行版本不支持此操作',
    'the running version of the service does not know this call',
    '请联系运维人员升级该服务',
    'ask an operator to update the service',
  ],
  CLIENT_GONE: [
    499,
    '客户端已断开',
    'the client went before it was answered',
    '请重新发送请求',
    'send the request again',
  ],
  SHUTTING_DOWN: [
    503,
    '服务正在重启，请稍后再试',
    'the gateway is shutting down; try again',
    '请重试',
    'repeat the request',
  ],
  INTERNAL: [
    500,
    '系统内部错误，请联系管理员',
    'something went wrong on our side',
    '请把 trace_id 告知管理员',
    'tell an operator the trace_id',
  ],
} as const satisfies Record<
  string,
  readonly [status: number, zh: string, en: string, remedyZh: string, remedyEn: string]
>;

export type Reason = keyof typeof declared;

interface Details {
  readonly facts?: Facts;
  readonly violations?: readonly Violation[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes the problem to throw. */
export function refuse(reason: Reason, { facts, violations, headers }: Details = {}): Problem {
  const [status, zh, en] = declared[reason];
  return new Problem(status, reason, { zh, en }, facts, violations, headers);
}

/** What the caller may know of an error that nobody foresaw: nothing. Its cause is for the log. */
export const internal = (cause?: unknown): Problem => Object.assign(refuse('INTERNAL'), { cause });

/** Every refusal of the gateway itself, for the documentation. */
export const refusals: readonly Documented[] = Object.entries(declared).map(
  ([reason, [status, zh, en, remedyZh, remedyEn]]) => ({
    ...{ reason, status, zh, en },
    remedy: { zh: remedyZh, en: remedyEn },
  }),
);

/** What a page says of a reason. */
export interface Documented {
  readonly reason: string;
  readonly status: number;
  readonly zh: string;
  readonly en: string;
  readonly remedy: Text;
}
