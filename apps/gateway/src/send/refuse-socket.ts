import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemDocument } from '../problem/document.js';
import { refuse, type Reason } from '../problem/refusals.js';

/** What Node's parser refuses, by its code; anything else is malformed. */
const reasons: Readonly<Record<string, Reason>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'BODY_TOO_LARGE',
  HPE_INVALID_VERSION: 'HTTP_VERSION_UNSUPPORTED',
  HPE_PAUSED_H2_UPGRADE: 'HTTP_VERSION_UNSUPPORTED',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TOO_SLOW',
  CONNECT: 'METHOD_NOT_ALLOWED',
};

/** What Node's parser says of a line that ends after its version with anything but CR and LF, by the code of a wrong version. */
const unended = 'Expected CRLF after version';

/** What Node tells of what is no request. */
export interface NoRequest {
  readonly code?: string;
  /** The parser's own words. */
  readonly reason?: string;
}

/**
 * Answers a connection on which something came that is no request, and closes it. Into an answer that is under way
 * nothing is written: it would be read as part of that. Answers with the status; undefined where the caller went.
 */
export function refuseSocket(
  { code = '', reason = '' }: NoRequest,
  socket: Duplex,
  traceId: string,
): number | undefined {
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    socket.destroy();
    return undefined;
  }
  const known = code === 'HPE_INVALID_VERSION' && reason === unended ? undefined : reasons[code];
  const problem = refuse(known ?? 'REQUEST_MALFORMED');
  const { status } = problem;
  if (!socket.writable || answering(socket)) socket.destroy();
  else {
    const body = JSON.stringify(problemDocument(problem, 'zh', traceId));
    const head = [
      `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
      'content-type: application/problem+json; charset=utf-8',
      `content-length: ${String(Buffer.byteLength(body))}`,
      'content-language: zh',
      'cache-control: no-store',
      `x-trace-id: ${traceId}`,
      'connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  return status;
}

/** Whether Node has begun an answer on this connection; the field is its own, and known for ten years. */
function answering(socket: Duplex): boolean {
  const { _httpMessage: message } = socket as { readonly _httpMessage?: { readonly headersSent?: boolean } | null };
  return message?.headersSent === true;
}
