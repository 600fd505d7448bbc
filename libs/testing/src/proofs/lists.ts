import { ScalarType, type DescField } from '@bufbuild/protobuf';
import { nouns as messages } from '@doorstep/access';
import { beforeAll, expect, it } from '@jest/globals';
import { audience } from '@doorstep/domain';
import type { NounDefinition, Store, Stored } from '@doorstep/store';
import type { Noun } from './nouns.js';

const [county, township] = ['140930', '140930100'];
/** Rows in the database, and those of one page. */
const [rows, page] = [600, 20];
/** Keys or documents that a row may cost. */
const mostARow = 1.1;

/** The list of every noun for those who keep in step. */
const inStep = { by: [], order: { updateTime: 1 } as Readonly<Record<string, 1>> };

interface Stage {
  readonly stage?: string;
  readonly inputStage?: Stage;
}
interface Explained {
  readonly queryPlanner: { readonly winningPlan: Stage };
  readonly executionStats: {
    readonly nReturned: number;
    readonly totalKeysExamined: number;
    readonly totalDocsExamined: number;
  };
}

const stagesOf = ({ stage = '', inputStage }: Stage): string[] => [stage, ...(inputStage ? stagesOf(inputStage) : [])];

/**
 * Proves that every declared list of nouns is served by an index, without sorting, and that a page among many
 * rows that do not fit costs what it shows. The rows hold only what the lists ask for. @param opened the service's store.
 */
export function provesLists(nouns: readonly Noun[], opened: () => Store): void {
  const collections = nouns.map(({ collection, example }) => ({
    ...collection,
    lists: [...collection.lists, ...('updateTime' in example.record() ? [inStep] : [])],
  }));
  beforeAll(async () => {
    for (const spec of collections) {
      const { documents } = opened().open(spec);
      await documents.insertMany(Array.from({ length: rows }, (_, at) => rowOf(spec, at)));
    }
  });

  const lists = collections.flatMap((spec) =>
    spec.lists.map(({ by, order }) => ({
      spec,
      collection: spec.name,
      by: by.join(' and ') || 'nothing',
      fields: by,
      order,
    })),
  );
  it.each(lists)('$collection by $by in order of $order', async ({ spec, fields, order }) => {
    const { documents } = opened().open(spec);
    const equal = Object.fromEntries(fields.map((field) => [field, valueOf(spec.name, field, 1)]));
    const [[field, direction] = ['_id', 1 as const]] = Object.entries<1 | -1>(order);
    const asked = documents.find({ _aud: { $in: [audience.division(township)] }, ...equal });
    const sorted = asked.sort({ [field]: direction, _id: direction }).limit(page);
    const { queryPlanner, executionStats } = (await sorted.explain('executionStats')) as unknown as Explained;
    const stages = stagesOf(queryPlanner.winningPlan);
    expect(stages).toContain('IXSCAN');
    expect(stages.filter((stage) => stage === 'SORT' || stage === 'COLLSCAN')).toEqual([]);
    const { nReturned, totalKeysExamined, totalDocsExamined } = executionStats;
    expect(nReturned).toBe(page);
    expect(totalKeysExamined / nReturned).toBeLessThanOrEqual(mostARow);
    expect(totalDocsExamined / nReturned).toBeLessThanOrEqual(mostARow);
  });
}

/** Every second row lies elsewhere; of what a list filters by a third has one value. */
function rowOf({ name, lists, unique = [] }: NounDefinition<Stored>, at: number) {
  const holding = (fields: readonly string[], n: number): [string, unknown][] =>
    fields.map((field) => [field, isList(name, field) ? [valueOf(name, field, n)] : valueOf(name, field, n)]);
  const where = at % 2 === 0 ? [county, township] : [county, '140930101'];
  return {
    ...Object.fromEntries([
      ...lists.flatMap(({ order }) => holding(Object.keys(order), at)),
      ...unique.flatMap(({ fields }) => holding(fields, at)),
      ...lists.flatMap(({ by }) => holding(by, at % 3)),
    ]),
    _id: `${name}/row-${String(at)}`,
    _v: 1,
    _aud: where.map(audience.division),
    _req: [],
    _ev: [],
  };
}

const fieldOf = (collection: string, field: string): DescField | undefined => messages.get(collection)?.field[field];
const isList = (collection: string, field: string): boolean => fieldOf(collection, field)?.fieldKind === 'list';

/** The n-th value that a field of this type can have. */
function valueOf(collection: string, field: string, n: number): Date | boolean | number | string {
  const { message, scalar } = fieldOf(collection, field) ?? {};
  if (message) return new Date(1_700_000_000_000 + n * 1_000);
  if (scalar === ScalarType.BOOL) return n === 1;
  return scalar === undefined || scalar === ScalarType.STRING ? `v${String(n).padStart(6, '0')}` : n;
}
