import { globSync } from 'node:fs';
import { join } from 'node:path';
import { registry } from '@doorstep/access';
import model from '@doorstep/contracts/model.json' with { type: 'json' };
import { nounsIn, type Noun } from '@doorstep/testing/nouns';
import { beginningOf, verbsOf } from '@doorstep/testing/ways';
import { describe, expect, it } from '@jest/globals';
import { root } from './run.ts';

const apps = globSync('apps/*/src', { cwd: root });
const nouns = (await Promise.all(apps.map((app) => nounsIn(join(root, app))))).flat();

interface Method {
  readonly path?: string;
  readonly http?: string;
  readonly fields: readonly { readonly name: string; readonly required?: boolean }[];
}
const methodsOf = (noun: Noun): readonly (readonly [verb: string, Method])[] =>
  Object.entries(noun.model.methods as unknown as Readonly<Record<string, Method>>);

const admits =
  ({ model: { arrows } }: Noun, verb: string) =>
  (state: string): boolean =>
    verb in (arrows[state] ?? {});

/** What every noun must answer with nothing. */
const questions: readonly (readonly [string, (noun: Noun) => readonly string[]])[] = [
  [
    'says what each verb needs that its request asks for',
    (noun) =>
      methodsOf(noun)
        .filter(
          ([verb, { http, fields }]) =>
            http !== 'get' && verb !== 'create' && verb !== 'upload' && fields.some((one) => one.required),
        )
        .map(([verb]) => verb)
        .filter((verb) => !(verb in (noun.example.says ?? {}))),
  ],
  [
    'says nothing of verbs and states that there are not',
    (noun) => {
      const { says, first, never, reaches, passing } = noun.example;
      const verbs = new Set([...methodsOf(noun).map(([verb]) => verb)]);
      return [
        ...[says, first, never].flatMap((one) => Object.keys(one ?? {})).filter((verb) => !verbs.has(verb)),
        ...[...Object.keys(reaches ?? {}), ...(passing ?? [])].filter((state) => !(state in noun.model.arrows)),
      ];
    },
  ],
  [
    'can be brought to where each verb is admitted',
    (noun) =>
      verbsOf(noun).filter(
        (verb) => !(verb in (noun.example.never ?? {})) && beginningOf(noun, admits(noun, verb)) === undefined,
      ),
  ],
  [
    'has an arrow for each verb that changes it',
    (noun) =>
      methodsOf(noun)
        .filter(([verb, { http, path }]) => http !== 'get' && path?.includes('{') && !verbsOf(noun).includes(verb))
        .map(([verb]) => verb),
  ],
];

describe('what tests know of nouns', () => {
  it('is there for every noun of the contract that is stored', () => {
    const stored = Object.entries(model.nouns).filter(([, noun]) => 'lists' in noun);
    expect(nouns.map(({ plural }) => plural).sort()).toEqual(stored.map(([plural]) => plural).sort());
    const kept = [...registry].filter(
      (type) => type.kind === 'message' && type.fields.some(({ name }) => name === 'etag'),
    );
    expect(nouns.length).toBe(kept.filter(({ typeName }) => !/Request$/.test(typeName)).length);
  });

  it.each(nouns.flatMap((noun) => questions.map(([what, ask]) => ({ collection: noun.plural, what, noun, ask }))))(
    '$collection $what',
    ({ noun, ask }) => {
      expect(ask(noun)).toEqual([]);
    },
  );
});
