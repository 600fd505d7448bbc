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
      'Names this request, so that its repeat has one effect. The same key with another body: 422.',
    ),
    schema: { type: 'string', pattern: '^"?[A-Za-z0-9_-]{8,64}"?$' },
  },
  Purpose: {
    ...header(
      'X-Purpose',
      false,
      'Why you read personal fields, as a code; without one they are left out. Each such read is noted.',
    ),
    schema: {
      type: 'string',
      pattern: '^[a-z][a-z0-9-]{1,39}$',
      examples: ['call-back'],
    },
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
  422: ['Unprocessable', 'The idempotency key was used for another request, or the file is refused for what it holds.'],
  428: ['VersionRequired', 'Say in `If-Match` which version you saw.'],
  429: ['TooMany', 'Over your quota; `Retry-After` says when to come back.'],
  431: ['HeadersTooLarge', 'The headers, or the URL, are too long.'],
  499: ['ClientGone', 'The client went before it was answered; only logs show it.'],
  500: ['Internal', 'Something went wrong on our side; tell an operator the `trace_id`.'],
  501: ['NotServed', 'The running version of the service does not know this call.'],
  503: ['Unavailable', 'The service does not answer at the moment.'],
  504: ['TimedOut', 'The service did not answer in time.'],
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

const retryAfter = {
  'Retry-After': {
    description: 'Seconds to wait.',
    schema: { type: 'integer', minimum: 1 },
  },
};

const allow = { Allow: { description: 'Methods that the path takes.', schema: text } };
const challenge = { 'WWW-Authenticate': { description: 'How to sign in, RFC 6750.', schema: text } };

/** What is left of the caller's quota, by the IETF draft ratelimit-headers. */
const rateLimit = {
  RateLimit: {
    description: 'What is left of your quota and in how many seconds it begins anew, `"subject";r=590;t=42`.',
    schema: text,
  },
  'RateLimit-Policy': { description: 'Your quota and its window in seconds, `"subject";q=600;w=60`.', schema: text },
};
/** References to them, for every answer. */
export const quotaHeaders: Schema = Object.fromEntries(
  Object.keys(rateLimit).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
);

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
  headers: {
    ETag: {
      description: 'The version of the record, for `If-Match`.',
      schema: text,
    },
    Location: {
      description: 'Where the new record is.',
      schema: { type: 'string', format: 'uri-reference' },
    },
    ...rateLimit,
  },
  responses: Object.fromEntries(
    Object.entries(problems).map(([status, [name, description]]) => [
      name,
      {
        description,
        headers: {
          ...(status === '429' || status === '503' ? retryAfter : {}),
          ...(status === '405' ? allow : {}),
          ...(status === '401' ? challenge : {}),
          ...quotaHeaders,
        },
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
          },
        },
      },
    ]),
  ),
};
