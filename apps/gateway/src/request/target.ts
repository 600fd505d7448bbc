/** What a request asks for: the path as it came, encoded, and what stands behind its first question mark. */
export interface Target {
  readonly path: string;
  readonly query: string;
}

/**
 * Takes a request's target apart, in origin form (`/v1/needs?x=y`) or in absolute form (`http://host/v1/needs`), which
 * every server takes and whose host it need not look at. A query may itself hold question marks.
 * Source: RFC 9112, 3.2.1 and 3.2.2; RFC 3986, 3.4.
 */
export function targetOf(url: string): Target {
  const origin = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '');
  const mark = origin.indexOf('?');
  const path = mark < 0 ? origin : origin.slice(0, mark);
  return { path: path === '' ? '/' : path, query: mark < 0 ? '' : origin.slice(mark + 1) };
}
