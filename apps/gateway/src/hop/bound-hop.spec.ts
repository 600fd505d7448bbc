import { describe, expect, it } from '@jest/globals';
import { registry } from '@doorstep/access';
import type { CallContext } from '@doorstep/hop';
import { routesOf } from '../contract/routes.js';
import { BoundHop } from './bound-hop.js';
import type { Hop } from './hop.js';

const routes = routesOf(registry);
const of = (service: string) => {
  const route = routes.find((one) => one.service === service);
  if (route === undefined) throw new Error(`no route of ${service}`);
  return route;
};
const nothing = new Uint8Array(0);
const context: CallContext = {
  ...{ token: '', traceparent: '', purpose: '', onBehalfOf: '', deadline: new Date('2026-03-01') },
  onGone: () => undefined,
};

describe('calls under way to one service', () => {
  it('are bounded, those to others go on, and one that ends makes room, however it ends', async () => {
    const ends: PromiseWithResolvers<Uint8Array>[] = [];
    const inner: Hop = {
      send: () => Promise.reject(new Error('not of this test')),
      receive: () => {
        throw new Error('not of this test');
      },
      call: () => {
        const end = Promise.withResolvers<Uint8Array>();
        ends.push(end);
        return end.promise;
      },
    };
    const hop = new BoundHop(inner, 2);
    const matching = () => hop.call(of('matching'), nothing, context);
    const held = [matching(), matching()];
    await expect(matching()).rejects.toMatchObject({ status: 503, reason: 'SERVICE_OVERLOADED' });
    held.push(hop.call(of('stations'), nothing, context));
    ends[0]?.resolve(nothing);
    ends[1]?.reject(new Error('away'));
    await Promise.allSettled(held.slice(0, 2));
    held.push(matching(), matching());
    expect(ends).toHaveLength(5);
    await expect(matching()).rejects.toMatchObject({ reason: 'SERVICE_OVERLOADED' });
    ends.forEach(({ resolve }) => resolve(nothing));
    await Promise.allSettled(held);
  });
});
