import type { NounDefinition, Stored } from '@doorstep/store';
import type { Column } from '../column.js';

/** What a sheet may hold: a noun, and what people call its columns. */
export interface Sheet {
  readonly collection: NounDefinition<Stored>;
  readonly columns: readonly Column[];
}

/** Declares a sheet: the whole of a `<noun>.sheet.ts`. */
export const sheet = <T extends Stored>(collection: NounDefinition<T>, columns: readonly Column[]): Sheet => ({
  collection: collection as unknown as NounDefinition<Stored>,
  columns,
});
