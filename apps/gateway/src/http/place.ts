import type { ServerResponse } from 'node:http';
import type { Place } from '../contract/router.js';
import type { HttpMethod, Route } from '../contract/routes.js';
import { refuse } from '../problem/refusals.js';

/** Methods that a place takes, as `Allow` names them. */
export const allowed = ({ routes }: Place): string =>
  [...routes.keys(), ...(routes.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');

/** The route of a place by a method; HEAD takes that of GET. Throws METHOD_NOT_ALLOWED. */
export function routeAt(place: Place, method = ''): Route {
  const route = place.routes.get((method === 'HEAD' ? 'GET' : method) as HttpMethod);
  if (route === undefined)
    throw refuse('METHOD_NOT_ALLOWED', { facts: { allowed: allowed(place) }, headers: { allow: allowed(place) } });
  return route;
}

/** Runs `cancel` when the client is gone before it was answered. */
export function whenGone(response: ServerResponse, cancel: () => void): void {
  if (response.closed) return cancel();
  response.once('close', () => {
    if (!response.writableFinished) cancel();
  });
}
