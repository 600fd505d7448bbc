import { promisify } from 'node:util';
import { constants, gzip, zstdCompress } from 'node:zlib';
import type { Answer } from '../http/answer.js';

const zipped = promisify(gzip);
const zstd = promisify(zstdCompress);
const level = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

/** How an answer may be compressed, the best first. */
const encodings: Readonly<Record<string, (bytes: Buffer) => Promise<Buffer>>> = {
  zstd: (bytes) => zstd(bytes, level),
  gzip: (bytes) => zipped(bytes, { level: 5 }),
};

/** Below it, what is saved is less than what it costs. */
const leastBytes = 2_048;
const compressible = /^(?:application\/json|text\/)/;
/** Answers that are kept, as pages are, are compressed once. */
const known = new WeakMap<Answer, Map<string, Promise<Buffer>>>();

/**
 * Whether an answer could be compressed for somebody. What holds personal fields never is: its length would tell what it
 * holds to who makes the caller's browser ask with texts of his own in it (BREACH). No more are answers to writes,
 * which say again what was sent, nor streams.
 */
const may = ({ status, headers, body, personal }: Answer, method: string | undefined): boolean =>
  status === 200 &&
  personal !== true &&
  (method === 'GET' || method === 'HEAD') &&
  (typeof body === 'string' || Buffer.isBuffer(body)) &&
  compressible.test(headers['content-type'] ?? '');

/** An answer as the client takes it best, by `Accept-Encoding`; its tag is then weak, for the bytes are others. */
export async function compressed(answer: Answer, method: string | undefined, accepted: unknown): Promise<Answer> {
  if (!may(answer, method)) return answer;
  const varying = {
    ...answer,
    headers: { ...answer.headers, vary: varyOf(answer.headers['vary'], 'Accept-Encoding') },
  };
  if (typeof accepted !== 'string') return varying;
  const { body: plain } = answer;
  const bytes = Buffer.isBuffer(plain) ? plain : Buffer.from(plain as string);
  if (bytes.length < leastBytes) return varying;
  const encoding = bestOf(accepted);
  const compress = encodings[encoding];
  if (compress === undefined) return varying;
  const kept = known.get(answer) ?? new Map<string, Promise<Buffer>>();
  known.set(answer, kept);
  const body = kept.get(encoding) ?? compress(bytes);
  kept.set(encoding, body);
  const { etag } = answer.headers;
  const headers: Record<string, string> = { ...varying.headers, 'content-encoding': encoding };
  if (etag !== undefined && !etag.startsWith('W/')) headers['etag'] = `W/${etag}`;
  return { ...varying, headers, body: await body };
}

/** The encoding that a client likes best, of two that it likes alike the better one. Source: RFC 9110, 12.5.3. */
function bestOf(accepted: string): string {
  const said = new Map(
    accepted.split(',').map((element) => {
      const [, coding = '', weight = '1'] =
        /^([\w*-]+)(?:\s*;\s*q\s*=\s*([01](?:\.\d{0,3})?))?$/i.exec(element.trim()) ?? [];
      return [coding.toLowerCase(), Number(weight)] as const;
    }),
  );
  const weightOf = (coding: string): number => said.get(coding) ?? said.get('*') ?? 0;
  const best = Object.keys(encodings).reduce((one, other) => (weightOf(other) > weightOf(one) ? other : one));
  return weightOf(best) > 0 && weightOf(best) >= (said.get('identity') ?? 0) ? best : 'identity';
}

/** Names of request headers by which an answer was chosen, as one `Vary`. */
export function varyOf(...names: readonly (string | undefined)[]): string {
  const listed = names.filter((one) => one !== undefined).join(', ');
  const said = varies.get(listed) ?? [...new Set(listed.split(', '))].join(', ');
  varies.set(listed, said);
  return said;
}
/** Lists of names without their repetitions: each answer has one of the few that our own code writes. */
const varies = new Map<string, string>();
