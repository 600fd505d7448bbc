import { describe, expect, it } from '@jest/globals';
import { registry } from '@doorstep/access';
import { fromBinary, toJson, type JsonValue } from '@bufbuild/protobuf';
import { Router } from '../contract/router.js';
import { routesOf, type HttpMethod } from '../contract/routes.js';
import { violationsOf } from '../json/violations.js';
import { Problem } from '../problem/problem.js';
import { segmentsOf } from './target.js';
import { transcode } from './transcode.js';

const router = new Router(routesOf(registry));

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
}

/** The request message, as JSON, that a service would receive. */
function received(line: string, { headers = {}, body }: Sent = {}): JsonValue {
  const [method = '', url = ''] = line.split(' ');
  const [path = '', query = ''] = url.split('?');
  const place = router.find(segmentsOf(path));
  const route = place?.routes.get(method as HttpMethod);
  if (!place || !route) throw new Error(`no route for ${line}`);
  const incoming = { route, segments: place.segments, query, headers, body };
  const { input } = route.method;
  return toJson(
    input,
    fromBinary(
      input,
      transcode(incoming, registry, () => 'minted-0001'),
    ),
    { registry },
  );
}

function problem(line: string, sent?: Sent): Problem {
  try {
    received(line, sent);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error(`${line} was not refused`);
}

const ifMatch = { 'if-match': '"v3"' };

describe('a request', () => {
  it.each<[string, string, Sent, JsonValue]>([
    [
      'a resource in the body',
      'POST /v1/needs',
      { body: { title: '助餐', quantity: 2 } },
      { need: { title: '助餐', quantity: 2 }, requestId: 'minted-0001' },
    ],
    [
      'the spelling of the proto',
      'POST /v1/needs',
      { body: { open_until: '2025-03-04T08:00:00Z' } },
      { need: { openUntil: '2025-03-04T08:00:00Z' }, requestId: 'minted-0001' },
    ],
    [
      'a query beside the body',
      'POST /v1/needs?effectiveTime=2025-03-04T08:00:00Z',
      { body: {} },
      { need: {}, effectiveTime: '2025-03-04T08:00:00Z', requestId: 'minted-0001' },
    ],
    [
      'no body where one may be left out',
      'POST /v1/needs/n1:verify',
      {},
      { name: 'needs/n1', requestId: 'minted-0001' },
    ],
    [
      'a body that is the request',
      'POST /v1/needs/n1:merge',
      { body: { into: 'needs/n2', requestId: 'mine-0001', etag: 'v3' } },
      { name: 'needs/n1', into: 'needs/n2', requestId: 'mine-0001', etag: 'v3' },
    ],
    [
      'headers in place of fields',
      'POST /v1/needs/n1:verify',
      { headers: { ...ifMatch, 'idempotency-key': '"mine-0001"' } },
      { name: 'needs/n1', etag: 'v3', requestId: 'mine-0001' },
    ],
    [
      'both, where they agree',
      'POST /v1/needs/n1:verify',
      { headers: ifMatch, body: { etag: 'v3', name: 'needs/n1' } },
      { name: 'needs/n1', etag: 'v3', requestId: 'minted-0001' },
    ],
    [
      'a bare etag',
      'DELETE /v1/needs/n1',
      { headers: { 'if-match': 'W/"v3"' } },
      { name: 'needs/n1', etag: 'v3', requestId: 'minted-0001' },
    ],
    [
      'any version',
      'DELETE /v1/needs/n1',
      { headers: { 'if-match': '*' } },
      { name: 'needs/n1', requestId: 'minted-0001' },
    ],
    [
      'a reason in words',
      'DELETE /v1/needs/n1',
      { headers: { ...ifMatch, 'x-reason': encodeURIComponent('重复登记') } },
      { name: 'needs/n1', etag: 'v3', reason: '重复登记', requestId: 'minted-0001' },
    ],
    [
      'a list',
      'GET /v1/needs?pageSize=20&filter=state%20%3D%20%22LISTED%22&page_token=t',
      {},
      { pageSize: 20, filter: 'state = "LISTED"', pageToken: 't' },
    ],
    [
      'a path and a query',
      'GET /v1/figures/needs_collected?division=140930100&fromDay=2025-01-01',
      {},
      { name: 'figures/needs_collected', division: '140930100', fromDay: '2025-01-01' },
    ],
    [
      'a mask from the body',
      'PATCH /v1/needs/n1',
      { headers: ifMatch, body: { title: '助餐', openFrom: null, contact_name: '' } },
      {
        need: { name: 'needs/n1', title: '助餐' },
        etag: 'v3',
        updateMask: 'title,openFrom,contactName',
        requestId: 'minted-0001',
      },
    ],
    [
      'a record read, changed and sent back',
      'PATCH /v1/needs/n1',
      { headers: ifMatch, body: { name: 'needs/n1', etag: 'v3', state: 'STATE_DRAFTED', title: '助餐' } },
      {
        need: { name: 'needs/n1', etag: 'v3', state: 'STATE_DRAFTED', title: '助餐' },
        etag: 'v3',
        updateMask: 'title',
        requestId: 'minted-0001',
      },
    ],
    [
      'a mask of its own',
      'PATCH /v1/needs/n1?updateMask=title,open_until',
      { headers: ifMatch, body: { title: '助餐' } },
      {
        need: { name: 'needs/n1', title: '助餐' },
        etag: 'v3',
        updateMask: 'title,openUntil',
        requestId: 'minted-0001',
      },
    ],
  ])('with %s reaches the service whole', (_, line, sent, expected) => {
    expect(received(line, sent)).toEqual(expected);
  });

  const need = (body: JsonValue): [string, Sent] => ['POST /v1/needs', { body }];
  it.each<[string, [string, Sent], string, string]>([
    ['an unknown field', need({ bogus: 1 }), 'need.bogus', 'field.unknown'],
    [
      'an unknown field of a prototype',
      need(JSON.parse('{"__proto__":{"a":1}}') as JsonValue),
      'need.__proto__',
      'field.unknown',
    ],
    ['text for a number', need({ quantity: 'many' }), 'need.quantity', 'type.int32'],
    ['half a unit', need({ quantity: 1.5 }), 'need.quantity', 'type.int32'],
    ['a number too large', need({ quantity: 2 ** 31 }), 'need.quantity', 'type.int32'],
    ['a number for text', need({ title: 5 }), 'need.title', 'type.string'],
    ['half a surrogate pair', need({ title: '\ud800' }), 'need.title', 'type.string'],
    ['a list for text', need({ title: ['a'] }), 'need.title', 'type.string'],
    ['an unknown enum name', need({ channel: 'CHANNEL_PIGEON' }), 'need.channel', 'type.enum'],
    ['an unknown enum number', need({ channel: 99 }), 'need.channel', 'type.enum'],
    ['30 February', need({ openUntil: '2025-02-30T08:00:00Z' }), 'need.openUntil', 'type.timestamp'],
    ['29 February of a common year', need({ openUntil: '2025-02-29T08:00:00Z' }), 'need.openUntil', 'type.timestamp'],
    ['24 o’clock', need({ openUntil: '2025-02-28T24:00:00Z' }), 'need.openUntil', 'type.timestamp'],
    ['a time without a zone', need({ openUntil: '2025-02-28T08:00:00' }), 'need.openUntil', 'type.timestamp'],
    ['a day for a time', need({ openUntil: '2025-02-28' }), 'need.openUntil', 'type.timestamp'],
    ['a list for an object', need([1]), 'need', 'type.object'],
    ['text for an object', need('need'), 'need', 'type.object'],
    ['both spellings', need({ openUntil: null, open_until: '2025-03-04T08:00:00Z' }), 'need.open_until', 'field.twice'],
    ['a list for the request', ['POST /v1/needs/n1:verify', { body: [1] }], 'body', 'type.object'],
    ['a query beside a whole body', ['POST /v1/needs/n1:verify?requestId=mine-0001', {}], 'requestId', 'field.unknown'],
    ['an unknown parameter', ['GET /v1/needs?limit=3', {}], 'limit', 'field.unknown'],
    ['a parameter twice', ['GET /v1/needs?pageSize=3&pageSize=4', {}], 'pageSize', 'field.repeated'],
    ['a parameter in both spellings', ['GET /v1/needs?pageSize=3&page_size=4', {}], 'page_size', 'field.twice'],
    ['a parameter of the wrong type', ['GET /v1/needs?pageSize=x', {}], 'pageSize', 'type.int32'],
    ['an empty number', ['GET /v1/needs?pageSize=', {}], 'pageSize', 'type.int32'],
    ['a parameter that the path gives', ['GET /v1/needs/n1?name=needs/n2', {}], 'name', 'field.unknown'],
    ['personal data in the URL', ['POST /v1/needs?reason=x', { body: {} }], 'reason', 'field.not_in_url'],
    [
      'a mask of unknown fields',
      ['PATCH /v1/needs/n1?updateMask=bogus', { headers: ifMatch, body: {} }],
      'updateMask',
      'mask.unknown',
    ],
    ['an empty mask', ['PATCH /v1/needs/n1?updateMask=', { headers: ifMatch, body: {} }], 'updateMask', 'mask.empty'],
    [
      'a mask with an empty path',
      ['PATCH /v1/needs/n1?updateMask=title,', { headers: ifMatch, body: {} }],
      'updateMask',
      'mask.empty',
    ],
    ['a parameter in both spellings', ['GET /v1/needs?pageSize=1&page_size=2', {}], 'page_size', 'field.twice'],
  ])('with %s is refused by name', (_, [line, sent], field, rule) => {
    const refused = problem(line, sent);
    expect(refused).toMatchObject({ status: 400, reason: 'INVALID', violations: [{ field, rule }] });
    expect(refused.violations[0]?.text).toEqual({
      zh: expect.stringMatching(/\p{Script=Han}/u),
      en: expect.stringMatching(/^[a-z]/),
    });
  });

  it.each<[string, string, Sent, number, string]>([
    ['a PATCH without a version', 'PATCH /v1/needs/n1', { body: { title: 'x' } }, 428, 'ETAG_REQUIRED'],
    ['a DELETE without a version', 'DELETE /v1/needs/n1', {}, 428, 'ETAG_REQUIRED'],
    ['a version that is none', 'DELETE /v1/needs/n1', { headers: { 'if-match': '"v3", v 4' } }, 400, 'ETAG_MALFORMED'],
    ['no version', 'DELETE /v1/needs/n1', { headers: { 'if-match': ', ,' } }, 400, 'ETAG_MALFORMED'],
    [
      'ten versions',
      'DELETE /v1/needs/n1',
      { headers: { 'if-match': '"1",'.repeat(9) + '"10"' } },
      400,
      'ETAG_MALFORMED',
    ],
    ['a bare version', 'DELETE /v1/needs/n1', { headers: { 'if-match': '1' } }, 400, 'ETAG_MALFORMED'],
    ['any version or one', 'DELETE /v1/needs/n1', { headers: { 'if-match': '*,"8"' } }, 400, 'ETAG_MALFORMED'],
    [
      'a version that differs',
      'POST /v1/needs/n1:verify',
      { headers: ifMatch, body: { etag: 'v2' } },
      400,
      'GIVEN_TWICE',
    ],
    [
      'a key that differs',
      'POST /v1/needs/n1:verify',
      { headers: { 'idempotency-key': 'mine-0002' }, body: { request_id: 'mine-0001' } },
      400,
      'GIVEN_TWICE',
    ],
    ['a name that differs', 'POST /v1/needs/n1:verify', { body: { name: 'needs/n2' } }, 400, 'GIVEN_TWICE'],
    [
      'a name in the resource that differs',
      'PATCH /v1/needs/n1',
      { headers: ifMatch, body: { name: 'needs/n2', title: 'x' } },
      400,
      'GIVEN_TWICE',
    ],
    [
      'nothing that can be changed',
      'PATCH /v1/needs/n1',
      { headers: ifMatch, body: { state: 'STATE_LISTED' } },
      400,
      'NOTHING_TO_CHANGE',
    ],
    ['no body at all', 'PATCH /v1/needs/n1', { headers: ifMatch }, 400, 'NOTHING_TO_CHANGE'],
  ])('with %s is refused', (_, line, sent, status, reason) => {
    expect(problem(line, sent)).toMatchObject({ status, reason });
  });

  it.each([
    ['Idempotency-Key', 'POST /v1/needs/n1:verify', 'short'],
    ['Idempotency-Key', 'POST /v1/needs/n1:verify', '0f13912345678a'],
    ['If-Match', 'DELETE /v1/needs/n1', '1'],
    ['X-Reason', 'DELETE /v1/needs/n1', '%'],
  ])('names the header %s and says what is asked for', (field, line, value) => {
    const { violations } = problem(line, { headers: { ...ifMatch, [field.toLowerCase()]: value } });
    const text = { zh: expect.stringMatching(/^须为/), en: expect.stringMatching(/^must be/) };
    expect(violations).toEqual([{ field, rule: 'header.form', text }]);
  });

  it('names twenty of ten thousand wrong fields', () => {
    const body = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`f${i}`, i]));
    expect(problem('POST /v1/needs', { body }).violations).toHaveLength(20);
  });

  it.each([9007199254740993, '9007199254740993', -9007199254740993, '1e300'])(
    'refuses %p instead of rounding it',
    (after) => {
      const request = registry.getMessage('doorstep.events.v1.ReadEntriesRequest');
      expect(request && violationsOf(request, { after })).toMatchObject([{ field: 'after', rule: 'type.int64' }]);
    },
  );
});
