import type { ClockDefinition, Figure } from '@doorstep/domain';
import { audienceOf } from './audience.js';
import { codecOf, type Codec } from './codec.js';
import type { NounDefinition, List, Stored } from './definition.js';
import { ownCollections } from './own-collections.js';
import { descriptorOf, type NounDescriptor } from './descriptor.js';

/** A collection with what the contract says of it, put together once at boot. */
export interface Noun<T extends Stored> {
  readonly spec: NounDefinition<T>;
  readonly descriptor: NounDescriptor;
  readonly codec: Codec<T>;
  readonly figures: readonly Figure<T>[];
  /** Its clocks with their names. */
  readonly clocks: readonly (readonly [string, ClockDefinition<T>])[];
  /** The lists that it declares, and the one by the time of the last change, for those who keep in step. */
  readonly lists: readonly List<T>[];
  division(record: T): string;
  /** Who may see a record: every division above it, its owners and organisations, and scope `everywhere`. */
  audience(record: T): readonly string[];
}

/** Throws where a declared list names a field that is personal or absent: a declaration that could not work. */
export function nounOf<T extends Stored>(spec: NounDefinition<T>): Noun<T> {
  if (ownCollections.has(spec.name)) throw new Error(`${spec.name} is a collection of the store itself`);
  const descriptor = descriptorOf(spec.name);
  for (const field of spec.lists.flatMap(({ by, order }) => [...by, ...Object.keys(order)])) {
    if (!descriptor.has(field))
      throw new Error(`${spec.name}: a list names the field ${field}, which ${descriptor.typeName} has not`);
    if (descriptor.personal.includes(field))
      throw new Error(`${spec.name}: a list must not name the personal field ${field}`);
  }
  assertAnswered(spec, descriptor);
  const division = spec.division ?? ((record: T) => record.division ?? '');
  return {
    spec,
    descriptor,
    codec: codecOf(spec, descriptor),
    figures: figuresOf(spec, descriptor),
    clocks: Object.entries(spec.clocks ?? {}),
    lists: [...spec.lists, ...byUpdateTime(descriptor)],
    division,
    audience: (record) => audienceOf(descriptor, division(record), record),
  };
}

/** Throws where a noun does not say what it has to do with what a field of it names: a reference is never left to chance. */
function assertAnswered<T extends Stored>(
  { name, parents = {} }: NounDefinition<T>,
  { parents: named }: NounDescriptor,
) {
  const unanswered = named.filter(({ path }) => parents[path] === undefined).map(({ path }) => path);
  if (unanswered.length > 0)
    throw new Error(`${name}: nothing says what becomes of records by ${unanswered.join(', ')}`);
  const unknown = Object.keys(parents).find((answered) => !named.some(({ path }) => path === answered));
  if (unknown !== undefined) throw new Error(`${name}: no field ${unknown} names a resource`);
}

const byUpdateTime = <T>({ has }: NounDescriptor): List<T>[] =>
  has('updateTime') ? [{ by: [], order: { updateTime: 1 } as List<T>['order'] }] : [];

/** What the contract declares and the noun counts. Throws where either knows a figure that the other does not. */
function figuresOf<T extends Stored>({ name, counts }: NounDefinition<T>, { figures }: NounDescriptor): Figure<T>[] {
  const undeclared = Object.keys(counts).find((id) => !figures.some((figure) => figure.id === id));
  if (undeclared !== undefined) throw new Error(`${name}: the contract declares no figure ${undeclared} on it`);
  return figures.map(({ id, by }) => {
    const counting = counts[id];
    if (counting === undefined) throw new Error(`${name}: nothing counts for the figure ${id}`);
    const values = (record: T): readonly [string, string][] =>
      by.map((field) => [field, String((record as Record<string, unknown> & T)[field])]);
    return { id, ...counting, ...(by.length > 0 && { by: (record: T) => Object.fromEntries(values(record)) }) };
  });
}
