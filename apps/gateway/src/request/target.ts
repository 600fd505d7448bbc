import { isIPv6 } from 'node:net';
import { refuse } from '../problem/refusals.js';

/** What a request asks for. */
export interface Target {
  /** The path, encoded. */
  readonly path: string;
  /** What stands behind the first question mark, encoded. */
  readonly query: string;
}

/**
 * Takes a request's target apart, in origin form (`/v1/needs?x=y`) or in absolute form (`http://host/v1/needs`), which
 * every server takes and whose host it need not look at, if only it is one. A query may itself hold question marks.
 * What is not ASCII Node refuses. Throws REQUEST_MALFORMED. Source: RFC 9112, 3.2; RFC 3986, 3.4.
 */
export function targetOf(url: string): Target {
  const origin = originOf(url);
  const mark = origin.indexOf('?');
  const path = mark < 0 ? origin : origin.slice(0, mark);
  return { path: path === '' ? '/' : path, query: mark < 0 ? '' : origin.slice(mark + 1) };
}

/** A fragment is the client's own, and never sent. */
function originOf(url: string): string {
  if (url.includes('#')) throw refuse('REQUEST_MALFORMED');
  if (url.startsWith('/') || url === '*') return url;
  const [, host = '', rest = ''] = /^https?:\/\/([^/?]*)((?:[/?].*)?)$/is.exec(url) ?? [];
  if (!isHost(host)) throw refuse('REQUEST_MALFORMED');
  return rest;
}

/**
 * Whether a text is one host, with a port or without: a name or an address, and nobody's name before it. Two hosts joined
 * by a comma are what some proxies make of two headers. Source: RFC 3986, 3.2.2; RFC 9110, 4.2.4.
 */
export function isHost(text: string): boolean {
  const [all, ipv6, port = ''] =
    /^(?:\[([\da-f:.]+)\]|(?:[\w.~!$&'()*+;=-]|%[\da-f]{2})+)(?::(\d{0,5}))?$/i.exec(text) ?? [];
  return all !== undefined && (ipv6 === undefined || isIPv6(ipv6)) && Number(port) <= 65_535;
}

// What a program on the way, or a terminal that shows the path, could take for something else than a part of it.
const foreign = /[\0-\x1f\x7f/\\]/;

/**
 * The segments of a path, decoded. An encoded slash would let one segment stand for two. Throws INVALID where one is not
 * UTF-8 in percent-encoding (overlong forms are none), or holds a slash, a backslash or a control character.
 */
export function segmentsOf(path: string): readonly string[] {
  const segments = path.slice(1).split('/');
  return segments.map((segment) => {
    const text = decoded(segment);
    return text === undefined || foreign.test(text) ? raise() : text;
  });
}

/** Percent-encoded UTF-8 as text; undefined where it is none. */
export function decoded(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const raise = (): never => {
  throw refuse('INVALID', { violations: [{ field: 'path', ...misspelt }] });
};
const misspelt = {
  rule: 'path.encoding',
  text: {
    zh: '路径须以百分号编码的 UTF-8 书写，各段不得含有斜杠、反斜杠或控制字符',
    en: 'must be percent-encoded UTF-8, without slashes, backslashes or control characters in a segment',
  },
};
