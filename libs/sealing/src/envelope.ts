import { mongo } from 'mongoose';
import { suiteOf, type Suite } from './suite.js';

const { Binary } = mongo;
/** Of our own: a sealed value is told from other binaries. */
export const sealedSubtype = 128;
const version = 1;
const headBytes = 3;
/** What the length of a value betrays is rounded to this. */
const step = 64;
const mostSubjectBytes = 255;

/**
 * Fields of one subject in one binary: version, suite, length of the subject's id, the id, nonce, ciphertext, tag. The
 * head and the place are bound to it: moved elsewhere it does not open.
 *
 * @param subject random id of the person whose key it is; empty where the record carries its key.
 * @param place where it lies, `needs/1f…`.
 */
export function seal(
  suite: Suite,
  key: Uint8Array,
  subject: string,
  place: string,
  fields: Readonly<Record<string, unknown>>,
): mongo.Binary {
  const id = Buffer.from(subject);
  if (id.length > mostSubjectBytes) throw new Error('the id of a subject is too long');
  const head = Buffer.concat([Uint8Array.of(version, suite.id, id.length), id]);
  const plain = mongo.BSON.serialize(fields, { ignoreUndefined: true });
  const padded = Buffer.alloc(Math.ceil(plain.length / step) * step);
  padded.set(plain);
  plain.fill(0);
  return new Binary(Buffer.concat([head, suite.seal(key, padded, aadOf(head, place))]), sealedSubtype);
}

export const isSealed = (value: unknown): value is mongo.Binary =>
  value instanceof Binary && value.sub_type === sealedSubtype;

/** Whose key opens it; empty where the record carries it. Throws where a later release sealed it. */
export function subjectOf(sealed: mongo.Binary): string {
  const bytes = sealed.buffer;
  assertKnown(bytes);
  return Buffer.from(bytes.subarray(headBytes, headBytes + (bytes[2] ?? 0))).toString();
}

/** Throws where key or place are not those by which it was sealed; the error names no value. */
export function open(key: Uint8Array, place: string, sealed: mongo.Binary): Readonly<Record<string, unknown>> {
  const bytes = sealed.buffer;
  assertKnown(bytes);
  const head = bytes.subarray(0, headBytes + (bytes[2] ?? 0));
  const plain = suiteOf(bytes[1] ?? 0).open(key, bytes.subarray(head.length), aadOf(head, place));
  return mongo.BSON.deserialize(plain.subarray(0, plain.readInt32LE(0)));
}

function assertKnown(bytes: Uint8Array): void {
  if (bytes[0] === version) return;
  throw new Error(`sealed as version ${String(bytes[0])}, which this release does not know`);
}

const aadOf = (head: Uint8Array, place: string): Buffer => Buffer.concat([head, Buffer.from(place)]);
