import { describe, expect, it } from '@jest/globals';
import { registry } from '@doorstep/access';
import { segmentsOf } from '../request/target.js';
import { Router } from './router.js';
import { routesOf, type HttpMethod } from './routes.js';
import { parseTemplate } from './template.js';

const routes = routesOf(registry);
const router = new Router(routes);
const find = (path: string) => router.find(segmentsOf(path));

describe('a path template', () => {
  it.each([
    ['/v1/needs', ['v1', 'needs'], '', []],
    ['/v1/{name=needs/*}', ['v1', 'needs', '*'], '', [{ field: 'name', start: 1, end: 3 }]],
    ['/v1/{need.name=needs/*}', ['v1', 'needs', '*'], '', [{ field: 'need.name', start: 1, end: 3 }]],
    ['/v1/{name=needs/*}:verify', ['v1', 'needs', '*'], 'verify', [{ field: 'name', start: 1, end: 3 }]],
    ['/v1/{name=needs/*}/history', ['v1', 'needs', '*', 'history'], '', [{ field: 'name', start: 1, end: 3 }]],
    [
      '/v1/{parent=a/*}/b/{code}',
      ['v1', 'a', '*', 'b', '*'],
      '',
      [
        { field: 'parent', start: 1, end: 3 },
        { field: 'code', start: 4, end: 5 },
      ],
    ],
  ])('%s is taken apart', (path, segments, verb, variables) => {
    expect(parseTemplate(path)).toEqual({ segments, verb, variables });
  });

  it.each(['v1/needs', '/v1/{Name}', '/v1//needs', '/v1/{name=**}', '/v1/a{b}', '/v1/{a'])('%s is refused', (path) => {
    expect(() => parseTemplate(path)).toThrow('is no path template');
  });
});

describe('the router', () => {
  it.each<[HttpMethod, string, string]>([
    ['POST', '/v1/needs', 'CreateNeed'],
    ['GET', '/v1/needs', 'ListNeeds'],
    ['GET', '/v1/needs/n1', 'GetNeed'],
    ['PATCH', '/v1/needs/n1', 'UpdateNeed'],
    ['DELETE', '/v1/needs/n1', 'DeleteNeed'],
    ['POST', '/v1/needs/n1:verify', 'VerifyNeed'],
    ['GET', '/v1/needs/n1/history', 'ListNeedHistory'],
    ['GET', '/v1/needs/%6E1', 'GetNeed'],
    ['GET', '/v1/figures/needs_collected/records', 'ListFigureRecords'],
  ])('leads %s %s to %s', (method, path, rpc) => {
    expect(find(path)?.routes.get(method)?.method.name).toBe(rpc);
  });

  it.each([
    '/',
    '/v1',
    '/v1/',
    '/v1/needs/',
    '/v1/needs//history',
    '/v1/needs/n1:nothing',
    '/v2/needs',
    '//v1/needs',
    '/v1/needs/n1/history/x',
  ])('knows nothing at %s', (path) => {
    expect(find(path)).toBeUndefined();
  });

  it('keeps the decoded segments, without the verb', () => {
    expect(find('/v1/needs/n%2D1:verify')?.segments).toEqual(['v1', 'needs', 'n-1']);
  });

  it('refuses two RPCs on one route, naming both', () => {
    const [first] = routes;
    expect(() => new Router(first ? [first, { ...first, rpc: '/x.Y/Z' }] : [])).toThrow('/x.Y/Z and /doorstep');
  });
});

describe('the route table', () => {
  it('has every RPC of the contract that names a path, and lets nobody in by default', () => {
    expect(routes.length).toBeGreaterThan(30);
    expect(routes.filter(({ roles }) => roles.size === 0)).toEqual([]);
  });

  it('asks for a version where a record is changed or removed', () => {
    const changing = routes.filter(({ http }) => http === 'PATCH' || http === 'DELETE');
    expect(routes.filter(({ etag }) => etag === 'required')).toEqual(changing);
  });
});
