import type { Schema } from './schema/json-schema.ts';

/** Header parameters that many operations share, by their component name. */
const headerParameters = {
  IfMatch: header(
    'If-Match',
    true,
    'The version that you saw, from `ETag` or the field `etag`; `*` for any. Another one by now: 412.',
  ),
  IfMatchOptional: header(
    'If-Match',
    false,
    'The version that you saw, where it matters to you. Another one by now: 412.',
  ),
  IfNoneMatch: header('If-None-Match', false, 'The version that you have; 304 where it still holds.'),
  IdempotencyKey: {
    ...header(
      'Idempotency-Key',
      false,
      'Names this request, so that its repeat has one effect. The same key with another body: 422. Drawn by lot, as a UUID: one that holds a telephone or identity number is refused. Where none comes, a repeat is another request.',
    ),
    schema: { type: 'string', pattern: '^"?[A-Za-z0-9_-]{8,64}"?$' },
  },
  Purpose: {
    ...header(
      'X-Purpose',
      false,
      'Why you read personal fields, as a code without numbers of persons; without one they are left out. Each such read is noted.',
    ),
    schema: {
      type: 'string',
      pattern: '^[a-z][a-z0-9-]{1,39}$',
      examples: ['call-back'],
    },
  },
  OnBehalfOf: {
    ...header(
      'X-On-Behalf-Of',
      false,
      'The person for whom a desk or the system of a department acts: the random id that it keeps for them, never a telephone or identity number. It stands in the history. Of other callers it is not heeded.',
    ),
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$', examples: ['clerk-7f3a'] },
  },
  AcceptLanguage: header(
    'Accept-Language',
    false,
    'The language of `detail` in a problem: `zh`, as without it, or `en`.',
  ),
  Traceparent: {
    ...header(
      'traceparent',
      false,
      'The trace that this request belongs to, by W3C Trace Context; one that is malformed counts as none.',
    ),
    schema: { type: 'string', pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' },
  },
  ContentDigest: header(
    'Content-Digest',
    false,
    'SHA-256 of the file, as RFC 9530 writes it: `sha-256=:…:`. Where it is given and another file arrives: 400.',
  ),
  ContentDisposition: header(
    'Content-Disposition',
    false,
    "What the file is called, as `attachment; filename*=UTF-8''%E7%85%A7%E7%89%87.jpg`.",
  ),
  Reason: header(
    'X-Reason',
    false,
    'Why, in words, as percent-encoded UTF-8; words may name a person and so have no place in a URL.',
  ),
} satisfies Record<string, Schema>;

/** Name of one of them. */
export type HeaderParameter = keyof typeof headerParameters;

function header(name: string, required: boolean, description: string) {
  return {
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string', maxLength: 4_500 },
  };
}

/** Problems by status: component name and what it means. */
export const problems: Readonly<Record<number, readonly [name: string, description: string]>> = {
  400: ['BadRequest', 'The request breaks a rule; `violations` names fields and rules.'],
  401: ['Unauthenticated', 'No token, or none that is valid here.'],
  403: ['NotPermitted', 'None of your roles may do this, or not there.'],
  404: ['NotFound', 'There is no such record within your jurisdiction.'],
  405: ['MethodNotAllowed', 'The path does not take this method; `Allow` names those that it takes.'],
  406: ['NotAcceptable', 'The answer does not come in a media type that `Accept` names.'],
  408: ['TooSlow', 'The request, or a file, did not arrive in time and was given up.'],
  409: ['Conflict', 'The state of the record does not admit this step.'],
  412: ['Stale', 'The record has changed since you read it.'],
  413: ['TooLarge', 'The body is too large.'],
  415: ['UnsupportedMedia', 'The body has another media type.'],
  417: ['ExpectationUnknown', '`Expect` asks for something else than `100-continue`.'],
  422: ['Unprocessable', 'The idempotency key was used for another request, or the file is refused for what it holds.'],
  428: ['VersionRequired', 'Say in `If-Match` which version you saw.'],
  429: ['TooMany', 'Over your quota; `Retry-After` says when to come back.'],
  431: ['HeadersTooLarge', 'The headers, or the URL, are too long.'],
  499: ['ClientGone', 'The client went before it was answered; only logs show it.'],
  500: ['Internal', 'Something went wrong on our side; tell an operator the `trace_id`.'],
  501: [
    'NotServed',
    'The running version of the service does not know this call, or the body has a transfer coding besides `chunked`.',
  ],
  503: ['Unavailable', 'The service does not answer at the moment.'],
  504: ['TimedOut', 'The service did not answer in time.'],
  505: ['VersionUnsupported', 'The request is of another version of HTTP than 1.1 or 1.0.'],
};

const text = { type: 'string' } as const;

/** The schema of a problem document. */
export const problem = {
  type: 'object',
  description: 'A problem as RFC 9457 writes it. Names no person and quotes no value of the request.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'reason', 'texts', 'facts', 'violations', 'trace_id'],
  properties: {
    type: {
      ...text,
      format: 'uri-reference',
      description: 'Where the reason is explained.',
      examples: ['/docs/errors#STALE_ETAG'],
    },
    title: { ...text, description: 'The reason again.' },
    status: { type: 'integer', description: 'The HTTP status.' },
    detail: {
      ...text,
      description: 'What is wrong, in the language of `Accept-Language`; Chinese without one.',
    },
    instance: {
      ...text,
      format: 'uri',
      description: 'The request, by its trace.',
    },
    reason: {
      ...text,
      description: 'Stable, for programs.',
      examples: ['STALE_ETAG'],
    },
    texts: {
      type: 'object',
      description: 'What is wrong, in both languages.',
      required: ['zh', 'en'],
      properties: { zh: text, en: text },
    },
    facts: {
      type: 'object',
      description: 'What a program wants to know of it.',
      additionalProperties: text,
    },
    violations: {
      type: 'array',
      description: 'Fields that break a rule, twenty at most.',
      items: { $ref: '#/components/schemas/Violation' },
    },
    trace_id: {
      ...text,
      pattern: '^[0-9a-f]{32}$',
      description: 'For whoever looks into the logs.',
    },
  },
} satisfies Schema;

/** The schema of one violation in it. */
export const violation = {
  type: 'object',
  description: 'One field that breaks one rule.',
  required: ['field', 'rule', 'zh', 'en'],
  properties: {
    field: {
      ...text,
      description: 'Path of the field in the request.',
      examples: ['need.quantity'],
    },
    rule: {
      ...text,
      description: 'Stable id of the rule.',
      examples: ['type.int32'],
    },
    zh: { ...text, description: 'The rule, in Chinese.' },
    en: { ...text, description: 'The rule, in English.' },
  },
} satisfies Schema;

/** Headers of answers, by their names. */
const answered: Readonly<Record<string, Schema>> = {
  RateLimit: {
    description: 'What is left of your quota and in how many seconds it begins anew, `"subject";r=590;t=42`.',
    schema: text,
  },
  'RateLimit-Policy': { description: 'Your quota and its window in seconds, `"subject";q=600;w=60`.', schema: text },
  'X-Trace-Id': {
    description: 'The trace of the request, for whoever looks into the logs.',
    schema: { ...text, pattern: '^[0-9a-f]{32}$' },
  },
  'Cache-Control': {
    description: '`private, no-cache`: ask each time whether it still holds; `no-store` with personal fields.',
    schema: text,
  },
  Vary: { description: 'Headers of the request by which the answer was chosen.', schema: text },
  ETag: { description: 'The version of the record, for `If-Match`.', schema: text },
  Location: { description: 'Where the new record is.', schema: { ...text, format: 'uri-reference' } },
  'Content-Disposition': {
    description: 'The name under which a file, or a list as a sheet, is to be kept; RFC 6266. None beside JSON.',
    schema: text,
  },
  'Accept-Ranges': { description: '`none`: a file comes whole.', schema: text },
  'Content-Security-Policy': { description: 'No browser runs what the file holds.', schema: text },
  'Cross-Origin-Resource-Policy': { description: 'No page of another site shows the file.', schema: text },
  'Content-Language': { description: 'The language of `detail`.', schema: { ...text, enum: ['zh', 'en'] } },
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } },
  Allow: { description: 'Methods that the path takes.', schema: text },
  Accept: { description: 'Media types that the body may have.', schema: text },
  'WWW-Authenticate': { description: 'How to sign in, RFC 6750.', schema: text },
};

/** References to headers of answers, by their names. */
export const headersNamed = (...names: readonly string[]): Schema =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** What every answer has. */
export const commonHeaders = headersNamed('RateLimit', 'RateLimit-Policy', 'X-Trace-Id', 'Cache-Control', 'Vary');

const besides: Readonly<Record<string, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  405: ['Allow'],
  415: ['Accept'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** Components that no message of the contract gives. */
export const shared = {
  securitySchemes: {
    oidc: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'An access token of the OIDC issuer that the platform trusts, for the audience `doorstep`.',
    },
  },
  parameters: headerParameters,
  headers: answered,
  responses: Object.fromEntries(
    Object.entries(problems).map(([status, [name, description]]) => [
      name,
      {
        description,
        headers: { ...headersNamed('Content-Language', ...(besides[status] ?? [])), ...commonHeaders },
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
          },
        },
      },
    ]),
  ),
};
