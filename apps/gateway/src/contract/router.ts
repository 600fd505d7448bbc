import type { HttpMethod, Route } from './routes.js';

/** What lies behind one path: its routes by method, and the values of its segments. */
export interface Place {
  readonly routes: ReadonlyMap<HttpMethod, Route>;
  readonly segments: readonly string[];
}

interface Node {
  readonly literal: Map<string, Node>;
  any?: Node;
  /** Routes that end here, by custom verb, then by method. */
  readonly ends: Map<string, Map<HttpMethod, Route>>;
}

const node = (): Node => ({ literal: new Map(), ends: new Map() });

/** A trie over path segments; literal segments win over `*`. */
export class Router {
  private readonly root = node();

  /** Throws where two RPCs claim the same method and path. */
  constructor(routes: readonly Route[]) {
    for (const route of routes) this.add(route);
  }

  /** The place of a path, by its decoded segments; `undefined` where there is none. */
  find(segments: readonly string[]): Place | undefined {
    const last = segments.at(-1) ?? '';
    const colon = last.lastIndexOf(':');
    const verb = colon < 0 ? '' : last.slice(colon + 1);
    const bare = colon < 0 ? segments : [...segments.slice(0, -1), last.slice(0, colon)];
    const routes = walk(this.root, bare, 0, verb);
    return routes && { routes, segments: bare };
  }

  private add(route: Route): void {
    let at = this.root;
    for (const segment of route.segments) at = child(at, segment);
    const methods = at.ends.get(route.verb) ?? new Map<HttpMethod, Route>();
    const rival = methods.get(route.http);
    if (rival) throw new Error(`${route.rpc} and ${rival.rpc} both claim ${route.http} ${route.path}`);
    at.ends.set(route.verb, methods.set(route.http, route));
  }
}

function child(at: Node, segment: string): Node {
  if (segment === '*') return (at.any ??= node());
  const known = at.literal.get(segment) ?? node();
  at.literal.set(segment, known);
  return known;
}

function walk(at: Node, segments: readonly string[], i: number, verb: string): Map<HttpMethod, Route> | undefined {
  const segment = segments[i];
  if (segment === undefined) return at.ends.get(verb);
  const literal = at.literal.get(segment);
  return (
    (literal && walk(literal, segments, i + 1, verb)) ??
    (at.any && segment !== '' ? walk(at.any, segments, i + 1, verb) : undefined)
  );
}
