import type { Facts, Violation } from '@doorstep/domain';
import { Problem } from './problem.js';

/** What the gateway itself refuses, before any service is asked. */
const declared = {
  ROUTE_UNKNOWN: [404, '没有这个接口', 'there is no such route'],
  METHOD_NOT_ALLOWED: [405, '此接口不支持该请求方法', 'this route does not take that method'],
  NOT_ACCEPTABLE: [406, '本接口不提供所要求的格式', 'answers come as application/json, and lists as CSV and xlsx too'],
  MEDIA_TYPE_UNSUPPORTED: [415, '请求体的媒体类型不受支持', 'the body has a media type that this route does not take'],
  BODY_TOO_LARGE: [413, '请求体过大', 'the body is too large'],
  BODY_UNEXPECTED: [400, '此请求不应带请求体', 'this request takes no body'],
  BODY_INTERRUPTED: [400, '请求体不完整', 'the body broke off'],
  UTF8_BROKEN: [400, '请求体不是有效的 UTF-8', 'the body is not valid UTF-8'],
  JSON_MALFORMED: [400, '请求体不是有效的 JSON', 'the body is not valid JSON'],
  JSON_TOO_DEEP: [400, 'JSON 嵌套过深', 'the JSON is nested too deeply'],
  JSON_DUPLICATE_KEY: [400, 'JSON 对象中有重复的键', 'an object of the JSON has the same key twice'],
  INVALID: [400, '请求中有不符合规则的内容', 'the request breaks a rule'],
  NOTHING_TO_CHANGE: [400, '没有可更改的字段', 'the request names no field that can be changed'],
  ETAG_REQUIRED: [428, '请在 If-Match 中给出您所见的版本', 'say in If-Match which version you saw'],
  ETAG_MALFORMED: [400, 'If-Match 的格式不正确', 'If-Match must hold entity tags, or *'],
  REQUEST_MALFORMED: [400, '不是有效的 HTTP 请求', 'what came is no HTTP request'],
  REQUEST_TOO_SLOW: [408, '请求未在规定时间内到达', 'the request did not arrive in time'],
  HEADERS_TOO_LARGE: [431, '请求头过大', 'the headers are too large'],
  GIVEN_TWICE: [400, '同一内容给出了两个不同的值', 'the same thing is given twice with different values'],
  HEADER_MALFORMED: [400, '请求头格式不正确', 'a header does not have the form that is asked for'],
  QUOTA_EXCEEDED: [429, '请求过于频繁，请稍后再试', 'too many requests; try again later'],
  SERVICE_UNAVAILABLE: [
    503,
    '服务暂时不可用，请稍后再试',
    'the service behind this route does not answer; try again later',
  ],
  SERVICE_OVERLOADED: [503, '服务繁忙，请稍后再试', 'the service behind this route is overloaded; try again later'],
  TIMED_OUT: [504, '服务未能及时答复', 'the service behind this route did not answer in time'],
  NOT_SERVED: [501, '该服务的运行版本不支持此操作', 'the running version of the service does not know this call'],
  CLIENT_GONE: [499, '客户端已断开', 'the client went before it was answered'],
  SHUTTING_DOWN: [503, '服务正在重启，请稍后再试', 'the gateway is shutting down; try again'],
} as const satisfies Record<string, readonly [number, string, string]>;

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

/** Every refusal of the gateway itself, for the documentation. */
export const refusals: readonly { reason: string; status: number; zh: string; en: string }[] = Object.entries(
  declared,
).map(([reason, [status, zh, en]]) => ({ reason, status, zh, en }));
