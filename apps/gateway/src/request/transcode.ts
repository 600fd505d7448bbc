import type { IncomingHttpHeaders } from 'node:http';
import { fromJson, toBinary, type DescMessage, type FileRegistry, type JsonValue } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Violation } from '@doorstep/domain';
import { holdsNumberOfPerson } from '@doorstep/runtime';
import { fieldNamed } from '../contract/options.js';
import type { Place } from '../contract/router.js';
import type { Route } from '../contract/routes.js';
import { isObject, mostViolations, shapes, violationsOf, type JsonObject } from '../json/violations.js';
import { refuse } from '../problem/refusals.js';
import { fileHeaders } from './file-headers.js';
import { idempotencyKey, ifMatch, reasonOf } from './headers.js';
import { camelMask, maskOf, maskViolations } from './mask.js';
import { queryOf } from './query.js';

/** What a client sent, apart from who it is. */
export interface Incoming {
  readonly route: Route;
  readonly segments: Place['segments'];
  /** What stands behind the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body; `undefined` where none came. */
  readonly body: JsonValue | undefined;
}

/**
 * The request message that path, query, headers and body make together, as bytes. First one JSON of the whole request,
 * then its violations, then protobuf-es: so a wrong value is named alike wherever it stood.
 * Throws INVALID with the violations, GIVEN_TWICE, ETAG_REQUIRED, ETAG_MALFORMED or NOTHING_TO_CHANGE.
 * @param mint makes a request id where the client sent none, so that the call can be repeated safely.
 */
export function transcode(incoming: Incoming, registry: FileRegistry, mint: () => string): Uint8Array {
  const { route } = incoming;
  const { input } = route.method;
  if (route.plain && incoming.query === '') return named(incoming);
  const { json, violations } = compose(incoming);
  refuseAny([...violations, ...violationsOf(input, json)]);
  if (route.etag === 'required' && json['etag'] === undefined) throw refuse('ETAG_REQUIRED');
  if (route.effect === 'update' && json['updateMask'] === '') throw refuse('NOTHING_TO_CHANGE');
  if (fieldNamed(input, 'request_id')) json['requestId'] ??= mint();
  return encode(input, json, registry);
}

/** A request that its path says whole, as most reads are: no JSON need be made of it. */
function named({ route, segments }: Incoming): Uint8Array {
  const writer = new BinaryWriter();
  for (const { field, start, end } of route.variables) {
    const { number = 0 } = fieldNamed(route.method.input, field) ?? {};
    writer.tag(number, WireType.LengthDelimited).string(segments.slice(start, end).join('/'));
  }
  return writer.finish();
}

function compose(incoming: Incoming): { json: JsonObject; violations: Violation[] } {
  const { route, query, headers } = incoming;
  const { input } = route.method;
  const fromQuery = queryOf(route, query);
  const violations = [...fromQuery.violations];
  const body = bodyOf(incoming);
  if (!isObject(body)) return { json: {}, violations: [{ field: 'body', ...shapes.object }] };
  let json: JsonObject = { ...body, ...fromQuery.json };
  for (const { field, start, end } of route.variables) {
    json = put(json, field.split('.'), incoming.segments.slice(start, end).join('/'));
  }
  if (fieldNamed(input, 'etag')) json = put(json, ['etag'], ifMatch(headers));
  if (fieldNamed(input, 'request_id'))
    json = put(canonical(json, 'request_id', 'requestId'), ['requestId'], idempotencyKey(headers));
  if (typeof json['requestId'] === 'string' && holdsNumberOfPerson(json['requestId']))
    violations.push({ field: 'requestId', ...ofPerson });
  if (fieldNamed(input, 'reason')) json = put(json, ['reason'], reasonOf(headers));
  if (route.file === 'up') for (const [field, value] of fileHeaders(headers)) json = put(json, [field], value);
  if (fieldNamed(input, 'update_mask')) violations.push(...putMask(json, incoming));
  return { json, violations };
}

const ofPerson = {
  rule: 'text.personal',
  text: {
    zh: '不得含有电话号码或身份证号；请使用随机编号，如 UUID',
    en: 'must not hold a telephone or identity number; draw it by lot, as a UUID',
  },
};

/** The body as a request of which nothing else is known yet. */
function bodyOf({ route, body }: Incoming): JsonValue {
  if (route.body === '') return {};
  if (route.body === '*') return body ?? {};
  return body === undefined ? {} : { [route.body.jsonName]: body };
}

/** Sets one field, on a copy. Throws GIVEN_TWICE where the body says something else; what is no object is refused later. */
function put(json: JsonObject, [name = '', ...rest]: readonly string[], value: string | undefined): JsonObject {
  const present = json[name] ?? undefined;
  if (value === undefined) return json;
  if (rest.length > 0)
    return present === undefined || isObject(present) ? { ...json, [name]: put(present ?? {}, rest, value) } : json;
  if (present !== undefined && present !== '' && present !== value)
    throw refuse('GIVEN_TWICE', { facts: { field: name } });
  return { ...json, [name]: value };
}

/** Renames a key that came in the proto's spelling. */
function canonical(json: JsonObject, snake: string, camel: string): JsonObject {
  const { [snake]: value, ...rest } = json;
  return value === undefined || camel in rest ? json : { ...rest, [camel]: value };
}

/** Fills the mask from the body where the client sent none; empty where nothing can be changed. */
function putMask(json: JsonObject, { route, body }: Incoming): Violation[] {
  const resource = typeof route.body === 'string' ? undefined : route.body.message;
  if (resource === undefined) return [];
  const mask = json['updateMask'];
  json['updateMask'] = typeof mask === 'string' ? camelMask(mask) : maskOf(resource, body).join(',');
  if (typeof mask !== 'string') return [];
  const violations = maskViolations(resource, json['updateMask']);
  if (violations.length > 0) delete json['updateMask']; // it is refused once, and not for its type again
  return violations;
}

function refuseAny(violations: readonly Violation[]): void {
  if (violations.length > 0) throw refuse('INVALID', { violations: violations.slice(0, mostViolations) });
}

function encode(desc: DescMessage, json: JsonObject, registry: FileRegistry): Uint8Array {
  try {
    return toBinary(desc, fromJson(desc, json, { registry }));
  } catch {
    // protobuf-es knows a rule that ours do not; its message quotes the value, so it stays here
    throw refuse('INVALID', { violations: [{ field: 'body', ...unreadable }] });
  }
}

const unreadable = {
  rule: 'json.unreadable',
  text: { zh: '不是该消息的 ProtoJSON 表示', en: 'is not ProtoJSON of this message' },
};
