/**
 * The program that the conformance runner asks: requests and answers on standard input and output, each behind its
 * length in four bytes. JSON out is the gateway's own writer, JSON in is what the gateway does before its own rules.
 */
import { readFileSync, readSync, writeSync } from 'node:fs';
import { create, createFileRegistry, fromBinary, fromJson, toBinary, type DescMessage } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { JsonOut } from '../../apps/gateway/src/json/out/json-out.ts';
import { parseStrictly } from '../../apps/gateway/src/json/strict.ts';
import { planned, sameText } from './planned.ts';

/** conformance.ConformanceRequest, as far as it is used. */
interface Request {
  readonly payload: { readonly case?: string; readonly value?: Uint8Array | string };
  readonly requestedOutputFormat: number;
  readonly messageType: string;
  readonly testCategory: number;
}
/** The `result` of conformance.ConformanceResponse. */
interface Result {
  readonly case: 'jsonPayload' | 'protobufPayload' | 'parseError' | 'serializeError' | 'skipped';
  readonly value: Uint8Array | string;
}

// conformance.WireFormat and conformance.TestCategory
const [protobuf, json] = [1, 2];
const ignoringUnknown = 3;

const files = fromBinary(FileDescriptorSetSchema, readFileSync(process.argv[2] ?? ''));
const whole = createFileRegistry(files);
const part = createFileRegistry(planned(files));
const [wholeOut, partOut] = [new JsonOut(whole), new JsonOut(part)];
let [asked, byPlan] = [0, 0];

function typeOf(name: string, registry = whole): DescMessage {
  const type = registry.getMessage(name);
  if (type === undefined) throw new Error(`no message ${name}`);
  return type;
}

/** By our own writer wherever what was sent has only fields that it knows, else as the gateway writes any message. */
function written(name: string, bytes: Uint8Array): Result {
  const type = typeOf(name);
  const lesser = part.getMessage(name);
  const ours = lesser !== undefined && sameText([type, whole], [lesser, part], bytes);
  asked += 1;
  if (ours) byPlan += 1;
  try {
    return { case: 'jsonPayload', value: (ours ? partOut.json(lesser, bytes) : wholeOut.json(type, bytes)).toString() };
  } catch (error) {
    return { case: isMessage(type, bytes) ? 'serializeError' : 'parseError', value: String(error) };
  }
}

/** Whether bytes that have no JSON are a message at least: the suite wants the two told apart. */
function isMessage(type: DescMessage, bytes: Uint8Array): boolean {
  try {
    fromBinary(type, bytes);
    return true;
  } catch {
    return false;
  }
}

/** Bytes of what came as JSON. Throws where it is none of this message. */
const read = ({ messageType, testCategory }: Request, text: string): Uint8Array => {
  const [type, options] = [
    typeOf(messageType),
    { registry: whole, ignoreUnknownFields: testCategory === ignoringUnknown },
  ];
  return toBinary(type, fromJson(type, parseStrictly(Buffer.from(text)), options));
};

function answer(request: Request): Result {
  const { payload, requestedOutputFormat: wanted, messageType } = request;
  if (messageType === 'conformance.FailureSet') return { case: 'protobufPayload', value: new Uint8Array(0) };
  if (payload.case === 'protobufPayload' && wanted === json) return written(messageType, payload.value as Uint8Array);
  if (payload.case !== 'jsonPayload' || (wanted !== json && wanted !== protobuf))
    return { case: 'skipped', value: 'no JSON in it that is ours' };
  try {
    const bytes = read(request, payload.value as string);
    return wanted === json ? written(messageType, bytes) : { case: 'protobufPayload', value: bytes };
  } catch (error) {
    return { case: 'parseError', value: String(error) };
  }
}

/** Exactly so many bytes of standard input; undefined at its end. */
function taken(length: number): Buffer | undefined {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length;) {
    const got = readSync(0, bytes, at, length - at, null);
    if (got === 0) return undefined;
    at += got;
  }
  return bytes;
}

function put(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
}

const [requests, responses] = [typeOf('conformance.ConformanceRequest'), typeOf('conformance.ConformanceResponse')];
for (let head = taken(4); head; head = taken(4)) {
  const bytes = taken(head.readUInt32LE());
  if (bytes === undefined) break;
  const result = answer(fromBinary(requests, bytes) as unknown as Request);
  const response = toBinary(responses, create(responses, { result }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(response.length);
  put(size);
  put(response);
}
if (asked > 0) console.error(`JSON out: ${String(byPlan)} of ${String(asked)} answers by our own writer`);
