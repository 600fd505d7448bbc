import { describe, expect, it } from '@jest/globals';
import { person } from '@doorstep/testing';
import type { Response } from 'supertest';
import { aGateway, need, type Sent } from './gateway.example.js';

const gateway = aGateway();
const phone = '13800000001';

/** The service shows personal fields to who states a purpose, as services do. */
function showing(): void {
  gateway.backend.answer = () => {
    const stated = gateway.backend.last().metadata.get('x-purpose').length > 0;
    return { ...need, contactPhone: stated ? phone : '' };
  };
}

interface Stored {
  readonly asked: Readonly<Record<string, string>>;
  readonly answer: Response;
}

/** The cache of one browser, which several people use one after another: what RFC 9111 lets it do, it does. */
class Browser {
  private readonly stored: Stored[] = [];

  /** What the person sees. */
  async get(path: string, headers: Readonly<Record<string, string>>): Promise<string> {
    const asked = { ...headers };
    const known = this.stored.filter((entry) => this.selects(entry, asked));
    const tags = known.map(({ answer }) => answer.headers['etag']).filter((tag) => tag !== undefined);
    const conditional: Record<string, string> = tags.length === 0 ? {} : { 'if-none-match': tags.join(', ') };
    const sent: Sent = { headers: { ...asked, ...conditional } };
    const answer = await gateway.ask(`GET ${path}`, sent);
    if (answer.status !== 304) {
      if (!/no-store/.test(answer.headers['cache-control'] ?? '')) this.stored.push({ asked, answer });
      return answer.text;
    }
    const same = ({ answer: kept }: Stored): boolean => weak(kept.headers['etag']) === weak(answer.headers['etag']);
    return known.find(same)?.answer.text ?? 'nothing';
  }

  /** 4.1: the headers that the stored answer names in `Vary` are as they were. */
  private selects({ asked, answer }: Stored, now: Readonly<Record<string, string>>): boolean {
    const names = (answer.headers['vary'] ?? '').toLowerCase().split(/, */);
    return names.every((name) => asked[name] === now[name]);
  }

  /** How many answers it holds, and what is in them. */
  get holds(): string[] {
    return this.stored.map(({ answer }) => answer.text);
  }
}
const weak = (tag: string | undefined): string => String(tag).replace(/^W\//, '');

describe('an answer with personal fields', () => {
  it('is shown by no cache to the next person, nor to the same one without a purpose', async () => {
    showing();
    const browser = new Browser();
    const first = { authorization: `Bearer ${gateway.token}` };
    const next = { authorization: `Bearer ${await gateway.issuer.tokenFor(person('next'))}` };
    expect(await browser.get('/v1/needs/n1', { ...first, 'x-purpose': 'call-back' })).toContain(phone);
    expect(browser.holds.join()).not.toContain(phone);
    for (const who of [next, first, next]) expect(await browser.get('/v1/needs/n1', who)).not.toContain(phone);
    expect(browser.holds.length).toBeGreaterThan(0);
  });

  it('is kept by nobody, and has a tag of its own, which names the same version', async () => {
    showing();
    const personal = await gateway.ask('GET /v1/needs/n1', { headers: { 'x-purpose': 'call-back' } });
    const plain = await gateway.ask('GET /v1/needs/n1');
    expect([personal, plain].map(({ headers }) => [headers['etag'], headers['cache-control']])).toEqual([
      ['"v3+personal"', 'no-store'],
      ['"v3"', 'private, no-cache'],
    ]);
    for (const { headers } of [personal, plain]) {
      expect(String(headers['vary']).split(', ')).toEqual(expect.arrayContaining(['Authorization', 'X-Purpose']));
      const changed = { body: { title: 'x' }, headers: { 'if-match': String(headers['etag']) } };
      await gateway.ask('PATCH /v1/needs/n1', changed).expect(200);
      expect(gateway.backend.last().request).toMatchObject({ etag: 'v3' });
    }
  });

  it.each([
    [{}, '"v3+personal"', 200],
    [{}, '"v3"', 304],
    [{ 'x-purpose': 'call-back' }, '"v3"', 200],
    [{ 'x-purpose': 'call-back' }, '"v3+personal"', 304],
  ])('is not the plain one: with %j and If-None-Match %s the answer is %i', async (headers, tag, status) => {
    await gateway.ask('GET /v1/needs/n1', { headers: { ...headers, 'if-none-match': tag } }).expect(status);
  });

  it('is not kept where it answers a write or a list either', async () => {
    showing();
    const headers = { 'x-purpose': 'call-back' };
    const made = await gateway.ask('POST /v1/needs', { body: { title: '助餐' }, headers });
    gateway.backend.answer = { needs: [{ ...need, contactPhone: phone }], nextPageToken: '' };
    const list = await gateway.ask('GET /v1/needs', { headers });
    expect([made, list].map(({ headers: { 'cache-control': kept } }) => kept)).toEqual(['no-store', 'no-store']);
  });
});
