import { lets } from '@doorstep/domain';
import { saidBy } from '@doorstep/testing/example';
import type { Noun } from '@doorstep/testing/nouns';
import type { Item, Json } from './client.js';
import type { Route } from './contract.js';
import { nouns, type Walking } from './walking.example.js';

/** What a route is tried on. */
export type Fixture =
  /** A record that admits the step. `rules` tells whether a rule refuses somebody who reaches it. */
  | {
      readonly on: 'record';
      readonly make: () => Promise<Item>;
      readonly body: (record: Item) => Promise<Json>;
      readonly rules: (record: Item, by: { readonly subject: string; readonly organisation: string }) => boolean;
    }
  /** A list, which shows a record or does not. */
  | { readonly on: 'list'; readonly items: string; readonly make: () => Promise<Item> }
  /** A draft of something inside, by somebody; `rules` where a rule refuses whoever is not meant by it. */
  | { readonly on: 'draft'; readonly draft: (subject?: string) => Promise<Json>; readonly rules: boolean }
  /** A picture about a record inside. */
  | { readonly on: 'file'; readonly about: () => Promise<Item> }
  /** What is the caller's own, or counts what the caller may see, wherever that is. */
  | { readonly on: 'own'; readonly name?: string; readonly body?: Json }
  /** A division in the query. */
  | { readonly on: 'figure'; readonly name: string };

/** The noun of the records that those of a route are about, by the name of its message. */
export function aboutOf({ rpc }: Route): string | undefined {
  const noun = [...nouns.values()].find(({ type }) => rpc.startsWith(`${type}Service.`));
  return noun?.example.about === undefined ? undefined : nouns.get(noun.example.about)?.type;
}

/** What an RPC that has a URL is tried on, by its shape and by what its noun's example says. */
export function fixtureOf({ rpc, http, path }: Route, walking: Walking): Fixture {
  const [service = '', method = ''] = rpc.split('.');
  const noun = [...nouns.values()].find(({ type }) => service === `${type}Service`);
  if (noun === undefined) return computed(service, http, path);
  if (method === `Create${noun.type}`)
    return {
      on: 'draft',
      draft: (subject) => (subject === undefined ? walking : walking.as(subject)).draft(noun),
      rules: 'create' in (noun.example.never ?? {}),
    };
  if (method.startsWith('Upload')) return { on: 'file', about: () => walking.record('needs') };
  // The sheet of a noun, whoever's records it will hold.
  if (method === 'DownloadImportTemplate') return { on: 'own', name: 'needs' };
  if (http !== 'GET') return stepOf(noun, verbOf(noun, method), walking);
  if (method.startsWith('Count')) return { on: 'own' };
  const seen = () => walking.shared(noun.plural, noun.example.seen);
  if (!path.includes('{')) return { on: 'list', items: noun.plural, make: seen };
  const read = async () => ({});
  return { on: 'record', make: seen, body: read, rules: () => false };
}

/** What evaluation computes is no noun, nor is what an operator does. */
function computed(service: string, http: string, path: string): Fixture {
  if (service === 'FigureService') return { on: 'figure', name: path.includes('{') ? 'figures/needs_collected' : '' };
  return { on: 'own', ...(http === 'POST' && { body: { token: 'a-token-of-nobody', cause: 'test' } }) };
}

const verbOf = ({ type }: Noun, method: string): string =>
  method.replace(type, '').replace(/^./, (letter) => letter.toLowerCase());

const stepOf = (noun: Noun, verb: string, walking: Walking): Fixture => ({
  on: 'record',
  make: () => walking.ready(noun, verb),
  body: async (record) => {
    const said = (await saidBy(noun.example, verb, record as never, walking)) as Json;
    return verb === 'update' ? said : { reason: '测试', ...said };
  },
  rules: (record, by) =>
    verb in (noun.example.never ?? {}) || !lets(noun.model.arrows[record.state]?.[verb] ?? '', record, by),
});
