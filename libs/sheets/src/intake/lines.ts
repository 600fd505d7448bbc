import { createHash } from 'node:crypto';
import type { Fault } from '@doorstep/contracts/sheets/v1/fault.js';
import { DomainError, type Caller } from '@doorstep/domain';
import type { Batch, Draft, Stored } from '@doorstep/store';
import type { Column, Remark } from '../column.js';
import type { Entry, Table } from '../entries.js';
import type { OrdinaryCreate } from './create.js';

/** A sheet on its way into the records of a noun. */
export interface Reading {
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly create: OrdinaryCreate;
  readonly batch: Batch<Stored>;
  /** Who imports. */
  readonly caller: Caller;
  /** Id of the import: with the number of a line it names the line's request. */
  readonly id: string;
}

/** A line as it would be recorded, or what is wrong with it. */
export interface Line {
  readonly line: number;
  readonly faults: readonly Fault[];
  readonly draft?: Draft;
}

/** Lines that are looked at side by side. */
const atOnce = 500;

/** How many lines a sheet has below its header. Throws what reading it throws. */
export async function countOf({ table }: Pick<Reading, 'table'>): Promise<number> {
  const entries = table.entries();
  let count = 0;
  while ((await entries.next()).done !== true) count += 1;
  return count;
}

/** The same, and tells which lines name records that are there, as an export that comes back does. */
export async function surveyed({ table, batch }: Pick<Reading, 'table' | 'batch'>): Promise<number> {
  const named = new Map<number, string>();
  const tell = async (): Promise<void> => {
    const there = await batch.existing([...named.values()]);
    for (const [line, name] of named) if (there.has(name)) table.tellExisting(line, name);
    named.clear();
  };
  let count = 0;
  for await (const { line, name } of table.entries()) {
    count += 1;
    if (name !== undefined && name.length <= longestName) named.set(line, name);
    if (named.size >= atOnce) await tell();
  }
  await tell();
  return count;
}

/** A name of a record is no longer. */
const longestName = 120;

/** The lines of a sheet, some at a time, each taken through the ordinary Create up to the write. */
export async function* linesOf(reading: Reading): AsyncGenerator<readonly Line[]> {
  let some: Entry[] = [];
  for await (const entry of reading.table.entries()) {
    some.push(entry);
    if (some.length < atOnce) continue;
    yield await Promise.all(some.map((one) => lineOf(one, reading)));
    some = [];
  }
  if (some.length > 0) yield await Promise.all(some.map((one) => lineOf(one, reading)));
}

async function lineOf({ line, values, faults }: Entry, reading: Reading): Promise<Line> {
  if (faults.length > 0) return { line, faults: faults.map(faultOf) };
  const { batch, create, id, columns } = reading;
  const digest = createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 32);
  const caller = { ...reading.caller, call: { ...reading.caller.call, digest } };
  try {
    return { line, faults: [], draft: await batch.draft(() => create.perform(values, `${id}-${line}`, caller)) };
  } catch (error) {
    return { line, faults: faultsOf(error, line, columns) };
  }
}

/** A remark as the contract has it. */
export const faultOf = ({ line, column, rule, text }: Remark): Fault => ({ line, column, rule, ...text });

/** A refusal as a report tells it: by column where it names fields. Other errors pass. */
function faultsOf(error: unknown, line: number, columns: readonly Column[]): readonly Fault[] {
  if (!(error instanceof DomainError) || error.kind === 'UNAVAILABLE') throw error;
  const { reason, text, violations } = error;
  if (violations.length === 0) return [{ line, column: '', rule: reason, ...text }];
  return violations.map(({ field, rule, text: said }) => {
    const last = (field.slice(0, 200).split('.').at(-1) ?? '')
      .replace(/\[\d+\]$/, '')
      .replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const own = columns.filter((one) => one.field.split('.').at(-1) === last).slice(0, 1);
    // What is wrong with several together is said of all of them.
    const within = columns.filter((one) => one.field.split('.').slice(0, -1).at(-1) === last);
    const column = [...own, ...(own.length === 0 ? within : [])].map(({ names: [name] }) => name).join('、') || last;
    return { line, column, rule, ...said };
  });
}

/** Lines that meet what is recorded already, or a line above. */
export async function clashing(lines: readonly Line[], batch: Batch<Stored>): Promise<readonly Fault[]> {
  const refusals = await batch.clashes(lines.flatMap(({ draft }) => draft ?? []));
  return lines.flatMap(({ line, draft }) => {
    const refusal = draft && refusals.get(draft);
    return refusal ? [{ line, column: '', rule: refusal.reason, ...refusal.text }] : [];
  });
}
