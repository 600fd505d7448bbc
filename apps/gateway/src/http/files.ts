import type { IncomingMessage } from 'node:http';
import { fromBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { fieldNamed } from '../contract/options.js';
import Negotiator from 'negotiator';
import type { Route } from '../contract/routes.js';
import { refuse } from '../problem/refusals.js';
import { header } from '../request/headers.js';
import { attachment } from './attachment.js';
import { names, type Answer } from './answer.js';

/** Throws BODY_TOO_LARGE where a file says that it is, and MEDIA_TYPE_UNSUPPORTED where it comes compressed. */
export function checkFile({ headers }: IncomingMessage, mostBytes: number): void {
  const closing = { connection: 'close' };
  if (Number(headers['content-length'] ?? 0) > mostBytes)
    throw refuse('BODY_TOO_LARGE', { facts: { most_bytes: String(mostBytes) }, headers: closing });
  if (!['', 'identity'].includes(header(headers, 'content-encoding')))
    throw refuse('MEDIA_TYPE_UNSUPPORTED', { facts: { accepted: 'identity' }, headers: closing });
}

/**
 * The messages that a file becomes: what is said of it, its pieces as they come, no faster than they are taken, and that
 * it is whole. @param goOn called before the first piece is read.
 */
export async function* messagesOf(
  request: IncomingMessage,
  route: Route,
  first: Uint8Array,
  goOn = (): void => undefined,
): AsyncGenerator<Buffer> {
  const { body, method } = route;
  const content = typeof body === 'string' ? 0 : body.number;
  yield Buffer.from(first);
  goOn();
  // The connection outlives a refusal in the middle, or nobody could be told of it.
  for await (const piece of request.iterator({ destroyOnReturn: false }))
    yield bytesOf(new BinaryWriter().tag(content, WireType.LengthDelimited).bytes(piece as Buffer));
  yield bytesOf(new BinaryWriter().tag(fieldNamed(method.input, 'last')?.number ?? 0, WireType.Varint).bool(true));
}

function bytesOf(writer: BinaryWriter): Buffer {
  const { buffer, byteOffset, byteLength } = writer.finish();
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** A message of a download: what follows, or a piece of it. */
interface Piece {
  readonly mediaType: string;
  readonly sizeBytes: bigint;
  readonly sha256: string;
  readonly fileName: string;
  readonly content: Uint8Array;
}

/** No page of ours, and none of another's, runs what somebody took in. */
const inert = { 'content-security-policy': "default-src 'none'; sandbox", 'cross-origin-resource-policy': 'same-site' };

/**
 * A file as HTTP hands it out: to be kept, never shown. Whole, for ranges are not served. What fails before its first
 * piece is a problem like any other; what fails later breaks the connection off.
 * Nobody knows whom a scan shows, so none is kept on the way. @param seen value of `If-None-Match`, empty where absent.
 */
export async function fileAnswer(
  request: IncomingMessage,
  route: Route,
  messages: AsyncGenerator<Uint8Array>,
  seen: string,
): Promise<Answer> {
  const read = (bytes: Uint8Array): Piece => fromBinary(route.method.output, bytes) as unknown as Piece;
  const first: IteratorResult<Uint8Array, undefined> = await messages.next();
  if (first.done) throw refuse('BODY_INTERRUPTED');
  const { mediaType, sizeBytes, sha256, fileName, content } = read(first.value);
  if (!takes(request, mediaType)) {
    await messages.return(undefined);
    throw refuse('NOT_ACCEPTABLE', { facts: { media_type: mediaType } });
  }
  const headers = {
    ...inert,
    'content-type': mediaType,
    'content-disposition': attachment(fileName),
    'accept-ranges': 'none',
    etag: `"${sha256}"`,
  };
  if (names(seen, headers.etag)) {
    await messages.return(undefined);
    return { status: 304, headers, body: '', personal: true };
  }
  const pieces = (async function* () {
    yield content;
    for await (const bytes of messages) yield read(bytes).content;
  })();
  const all = { ...headers, 'content-length': String(sizeBytes) };
  return { status: 200, headers: all, body: letting(pieces, messages), personal: true };
}

/**
 * Whether a client takes a file of a type. Generated clients ask for problems alone where a file is answered, or for JSON,
 * in which problems come: they take what there is.
 */
const takes = (request: IncomingMessage, mediaType: string): boolean =>
  new Negotiator(request).mediaType([mediaType, ...lenient]) !== undefined;
const lenient = ['application/octet-stream', 'application/json', 'application/problem+json'];

/** A generator whose end is that of its source, too, even where nobody took anything from it: then it has not begun, and lets nothing go. */
function letting(pieces: AsyncGenerator<Uint8Array>, source: AsyncGenerator): AsyncGenerator<Uint8Array> {
  const end = pieces.return.bind(pieces);
  return Object.assign(pieces, {
    return: async (value: unknown) => {
      await source.return(undefined);
      return end(value);
    },
  });
}
