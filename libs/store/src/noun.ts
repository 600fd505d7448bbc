import { audience, divisionPath } from '@doorstep/domain';
import { codecOf, type Codec } from './codec.js';
import type { Collection, Stored } from './collection.js';
import { everybody } from './document.js';
import { shapeOf, type Shape } from './shape.js';

/** A collection with what the contract says of it, put together once at boot. */
export interface Noun<T extends Stored> {
  readonly spec: Collection<T>;
  readonly shape: Shape;
  readonly codec: Codec<T>;
  division(record: T): string;
  /** Who may see a record: every division above it, its owners and organisations, and scope `everywhere`. */
  audience(record: T): readonly string[];
}

/** Throws where a declared list names a field that is personal or absent: a declaration that could not work. */
export function nounOf<T extends Stored>(spec: Collection<T>): Noun<T> {
  const shape = shapeOf(spec.name);
  for (const field of spec.lists.flatMap(({ by, order }) => [...by, ...Object.keys(order)])) {
    if (!shape.has(field))
      throw new Error(`${spec.name}: a list names the field ${field}, which ${shape.typeName} has not`);
    if (shape.personal.includes(field))
      throw new Error(`${spec.name}: a list must not name the personal field ${field}`);
  }
  const division = spec.division ?? ((record: T) => record.division ?? '');
  return {
    spec,
    shape,
    codec: codecOf(spec, shape),
    division,
    audience: (record) => [
      everybody,
      ...divisionPath(division(record)).map(audience.division),
      ...(spec.audience?.(record) ?? []),
    ],
  };
}
