import { isUtf8 } from 'node:buffer';
import type { FieldPlan, Plan } from './plan.js';
import { ascii, begin, made, mark, raw, text } from './sink.js';
import { time } from './time.js';
import { delimited, large, NotOurs, position, seek, skip, small } from './wire.js';

const [quote, comma, open, close, openList, closeList] = [34, 44, 123, 125, 91, 93];
const [no, yes] = ['false', 'true'].map((value) => Buffer.from(value)) as [Buffer, Buffer];

/** Where each field of the messages under way begins, a stretch a message; -1 where it was not sent. */
let places = new Int32Array(4_096);
let used = 0;

/**
 * A message's bytes as ProtoJSON, implicit fields always written, without an object in between. Throws NotOurs where
 * the bytes are of a form that only a general reader should judge.
 */
export function jsonOf(plan: Plan, bytes: Uint8Array): Buffer {
  begin();
  used = 0;
  message(plan, bytes, 0, bytes.length);
  const json = made();
  if (!isUtf8(json)) throw new NotOurs('broken UTF-8');
  return json;
}

function message({ fields, places: byNumber }: Plan, bytes: Uint8Array, start: number, end: number): void {
  const base = used;
  used += fields.length;
  if (used > places.length) grow();
  places.fill(-1, base, used);
  find(fields, byNumber, bytes, start, end, base);
  mark(open);
  let written = false;
  for (let i = 0; i < fields.length; i += 1) {
    const field = fields[i] as FieldPlan;
    const at = places[base + i] as number;
    if (at < 0 && !field.implicit) continue;
    if (at < 0) raw(written ? field.nextAbsent : field.firstAbsent);
    else {
      raw(written ? field.next : field.first);
      if (field.repeated) list(field, bytes, at, end);
      else value(field, bytes, at);
    }
    written = true;
  }
  mark(close);
  used = base;
}

/** Notes where each field stands: the last of a singular one, the first of a list. */
function find(
  fields: readonly FieldPlan[],
  byNumber: Int32Array,
  bytes: Uint8Array,
  start: number,
  end: number,
  base: number,
): void {
  for (seek(start); position < end;) {
    const tag = small(bytes);
    const place = byNumber[tag >>> 3] ?? -1;
    if (place >= 0) {
      const field = fields[place] as FieldPlan;
      const slot = base + place;
      if ((tag & 7) !== field.wireType && !(field.repeated && (tag & 7) === delimited))
        throw new NotOurs('another wire type');
      const known = (places[slot] as number) >= 0;
      if (known && field.mergeable) throw new NotOurs('a message in parts');
      if (!known || !field.repeated) places[slot] = position;
    }
    skip(bytes, tag & 7);
  }
  if (position !== end) throw new NotOurs('a field reaches beyond its message');
}

function grow(): void {
  const larger = new Int32Array(places.length * 2);
  larger.set(places);
  places = larger;
}

/** A list: from its first value on, the message is walked again for the others. */
function list(field: FieldPlan, bytes: Uint8Array, first: number, end: number): void {
  mark(openList);
  let written = false;
  for (let at = first; at >= 0 && at < end;) {
    // `at` stands behind a tag of this field.
    if (field.wireType !== delimited && bytes[at - 1] !== undefined && packed(bytes, at, field)) {
      seek(at);
      const stop = small(bytes) + position;
      while (position < stop) {
        if (written) mark(comma);
        written = true;
        const from = position;
        value(field, bytes, from);
        seek(from);
        skip(bytes, field.wireType);
      }
    } else {
      if (written) mark(comma);
      written = true;
      value(field, bytes, at);
      seek(at);
      skip(bytes, field.wireType);
    }
    at = nextOf(field.number, bytes, end);
  }
  mark(closeList);
}

/** Whether the value behind a tag is a packed list: the tag's wire type says so. */
const packed = (bytes: Uint8Array, at: number, field: FieldPlan): boolean =>
  ((bytes[field.number < 16 ? at - 1 : at - 2] as number) & 7) === delimited;

/** Behind the next tag of a field, from `position` on; -1 at the end. */
function nextOf(number: number, bytes: Uint8Array, end: number): number {
  while (position < end) {
    const tag = small(bytes);
    if (tag >>> 3 === number) return position;
    skip(bytes, tag & 7);
  }
  return -1;
}

function value({ kind, names, message: inner }: FieldPlan, bytes: Uint8Array, at: number): void {
  seek(at);
  switch (kind) {
    case 'text': {
      const length = small(bytes);
      return text(bytes, position, position + length);
    }
    case 'message': {
      const length = small(bytes);
      return message(inner as Plan, bytes, position, position + length);
    }
    case 'time': {
      const length = small(bytes);
      return time(bytes, position, position + length);
    }
    case 'enum': {
      const number = small(bytes);
      const name = names.get(number);
      return name ? raw(name) : ascii(String(number));
    }
    case 'bool':
      return raw(large(bytes) === 0n ? no : yes);
    case 'int32':
      return ascii(String(small(bytes) | 0));
    case 'uint32':
      return ascii(String(small(bytes) >>> 0));
    case 'int64':
      return quoted(String(BigInt.asIntN(64, large(bytes))));
    case 'uint64':
      return quoted(String(large(bytes)));
    case 'bytes': {
      const length = small(bytes);
      return quoted(Buffer.from(bytes.buffer, bytes.byteOffset + position, length).toString('base64'));
    }
    case 'double':
      return double(new DataView(bytes.buffer, bytes.byteOffset + at, 8).getFloat64(0, true));
  }
}

function quoted(value: string): void {
  mark(quote);
  ascii(value);
  mark(quote);
}

/** NaN and the infinities are strings in ProtoJSON. */
const double = (number: number): void => (Number.isFinite(number) ? ascii(String(number)) : quoted(String(number)));
