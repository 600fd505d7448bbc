import { randomUUID } from 'node:crypto';
import model from '@doorstep/contracts/model.json' with { type: 'json' };
import { NeedServiceService, Need_State as State, type Need } from '@doorstep/contracts/matching/v1/need.js';
import { admitted, type NounModel } from '@doorstep/domain';
import { Store } from '@doorstep/store';
import { bootService, person, reasonOf, type Running } from '@doorstep/testing/boot';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MatchingModule } from '../matching.module.js';
import { divisions } from '../peers.example.js';
import { Divisions, Evidence, Stations } from '../peers.js';
import { need } from './need.example.js';
import { needLife } from './need.js';
import { needs } from './need.store.js';

const noun = model.nouns.needs as unknown as NounModel;
const inside = '140930100001';
const people = [
  person('zhao', inside, ['grid_worker']), // who filed it
  person('qian', inside, ['grid_worker']),
  person('qian', inside),
  person('sun', '140930101001'), // a manager elsewhere
  person('chen', inside, ['community']),
  person('zhou', '140930100', ['township']),
  person('wu', '140930', ['county']),
  person('zhao', inside, ['resident']), // who filed it, as a resident
  person('li', inside, ['resident']),
  person('housing', '140930', ['department_client'], { organisation: 'o1' }),
  person('audit', '140930', ['auditor']),
];
const guards = Object.values(needLife.arrows)
  .flatMap((row) => Object.values(row))
  .flatMap((arrow) => (typeof arrow === 'string' ? [] : [arrow.else({}).reason]));
const refusals = new Set(['NOT_PERMITTED', 'NOT_FOUND', 'WRONG_STATE', ...guards]);
const verbs = Object.keys(noun.methods).filter((verb) => Object.values(noun.arrows).some((row) => verb in row));

describe('what the model admits of needs', () => {
  let app: Running<typeof NeedServiceService>;
  let into: Need;
  const make = (over: Partial<Need>) => {
    const self = person('zhao', inside, ['grid_worker']);
    const made = need({
      name: '',
      etag: '',
      routedTo: ['o1'],
      mergedFrom: State.DRAFTED,
      stateTime: new Date(),
      ...over,
    });
    return app
      .get(Store)
      .open(needs)
      .create({ requestId: randomUUID(), reason: '' }, { ...self, scope: 'everywhere' }, made);
  };
  beforeAll(async () => {
    app = await bootService(MatchingModule, NeedServiceService, [
      [Stations, {}],
      [Divisions, divisions],
      [Evidence, {}],
    ]);
    into = await make({ state: State.LISTED });
  });
  afterAll(() => app.close());

  it.each(Object.keys(needLife.arrows) as State[])('%s: the service answers as the model says', async (state) => {
    const differences: string[] = [];
    let record = await make({ state });
    for (const by of people)
      for (const verb of verbs) {
        const { name } = record;
        const call = app.as(by)[`${verb}Need` as 'mergeNeed'] as (request: object) => Promise<unknown>;
        const own = {
          update: { need: { ...record, title: '改过' }, updateMask: ['title'] },
          merge: { into: into.name },
        }[verb];
        const answer = await reasonOf(call({ name, requestId: randomUUID(), reason: '理由', ...own }));
        const shown = admitted(noun, record, by).includes(verb);
        // What is hidden is refused, by whatever is asked first; what is shown is refused by none of the four.
        if (shown ? refusals.has(answer) : answer === 'answered')
          differences.push(
            `${by.subject} ${by.roles.join()} ${verb}: ${shown ? 'shown' : 'hidden'}, answered ${answer}`,
          );
        if (answer === 'answered') record = await make({ state });
      }
    expect(differences).toEqual([]);
  });
});
