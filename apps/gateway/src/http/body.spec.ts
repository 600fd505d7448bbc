import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { registry } from '@doorstep/access';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { routesOf } from '../contract/routes.js';
import { bodyOf } from './body.js';

const [route] = routesOf(registry).filter(({ http, path }) => http === 'POST' && path === '/v1/needs');
const headers = { 'content-type': 'application/json', 'content-length': '9' };

/** A request whose body comes as a test pushes it. */
const coming = (): IncomingMessage & Readable =>
  Object.assign(new Readable({ read: () => undefined }), { headers }) as unknown as IncomingMessage & Readable;

describe('a body under way', () => {
  afterEach(() => void jest.useRealTimers());

  it('that stalls came too slowly, as a header that does', async () => {
    jest.useFakeTimers();
    if (route === undefined) throw new Error('there is no such route');
    const request = coming();
    const read = bodyOf(request, route);
    request.push('{"a":');
    jest.advanceTimersByTime(30_000);
    await expect(read).rejects.toMatchObject({ status: 408, reason: 'REQUEST_TOO_SLOW' });
  });

  it('that breaks off is interrupted', async () => {
    if (route === undefined) throw new Error('there is no such route');
    const request = coming();
    const read = bodyOf(request, route);
    request.push('{"a":');
    request.destroy();
    await expect(read).rejects.toMatchObject({ status: 400, reason: 'BODY_INTERRUPTED' });
  });
});
