import type { IncomingMessage } from 'node:http';
import { refuse, type Reason } from '../problem/refusals.js';
import { malformed } from './malformed.js';
import { isHost } from './target.js';

/** Headers of which a second one would be passed over: what another program on the way reads may be the other. */
const once = ['host', 'authorization', 'content-type'] as const;

/**
 * Proves what must hold of any request, whatever it asks for. Where it does not, nobody can tell where the next request
 * on the connection begins, or for whom this one was meant: the connection ends with the refusal.
 * Throws HTTP_VERSION_UNSUPPORTED, HEADER_MALFORMED, TRANSFER_CODING_UNSUPPORTED, EXPECTATION_UNKNOWN.
 * Source: RFC 9112, 2.3, 3.2 and 6.1; RFC 9110, 10.1.1.
 */
export function assertSound(request: IncomingMessage): void {
  const { headers, httpVersion } = request;
  const current = httpVersion === '1.1';
  if (!current && httpVersion !== '1.0') raise('HTTP_VERSION_UNSUPPORTED', { version: httpVersion });
  const twice = doubled(request);
  if (twice !== undefined) throw malformed(twice, { closing: true });
  const { host, 'transfer-encoding': coding, expect } = headers;
  if (host === undefined ? current : !isHost(host)) throw malformed('host', { closing: true });
  // What a server of HTTP/1.0 on the way passed on unread is framed by nobody.
  if (coding !== undefined && !current) throw malformed('transfer-encoding', { closing: true });
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') raise('TRANSFER_CODING_UNSUPPORTED');
  if (current && expect !== undefined && expect.toLowerCase() !== '100-continue') raise('EXPECTATION_UNKNOWN');
}

function doubled({ rawHeaders }: IncomingMessage): (typeof once)[number] | undefined {
  const names = rawHeaders.filter((text, at) => at % 2 === 0 && once.some(({ length }) => length === text.length));
  const known = names.map((name) => name.toLowerCase());
  return once.find((name) => known.indexOf(name) !== known.lastIndexOf(name));
}

const raise = (reason: Reason, facts: Readonly<Record<string, string>> = {}): never => {
  throw refuse(reason, { facts, headers: { connection: 'close' } });
};
