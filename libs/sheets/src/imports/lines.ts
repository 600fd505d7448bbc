import { createHash } from 'node:crypto';
import { DomainError, type Caller } from '@doorstep/domain';
import type { Batch, Draft, Stored } from '@doorstep/store';
import { entriesOf, type Entry, type Fault } from '../entries.js';
import { rowsOf } from '../rows.js';
import type { Intake } from './nouns.js';

/** A line as it would be recorded, or what is wrong with it. */
export interface Line {
  readonly line: number;
  readonly faults: readonly Fault[];
  readonly draft?: Draft;
}

/** Lines that are looked at side by side. */
const batchLines = 500;

/** How many lines a sheet has below its header. Throws what reading it throws. */
export async function countOf(file: Uint8Array, { columns }: Intake): Promise<number> {
  const entries = entriesOf(rowsOf(file), columns);
  let count = 0;
  while ((await entries.next()).done !== true) count += 1;
  return count;
}

/**
 * The lines of a sheet, batch by batch, each taken through the noun's ordinary Create up to the write.
 * @param id of the import: with the number of a line it names the line's request.
 */
export async function* linesOf(
  file: Uint8Array,
  noun: Intake,
  to: Batch<Stored>,
  caller: Caller,
  id: string,
): AsyncGenerator<readonly Line[]> {
  let batch: Entry[] = [];
  for await (const entry of entriesOf(rowsOf(file), noun.columns)) {
    batch.push(entry);
    if (batch.length < batchLines) continue;
    yield await Promise.all(batch.map((one) => lineOf(one, noun, to, caller, id)));
    batch = [];
  }
  if (batch.length > 0) yield await Promise.all(batch.map((one) => lineOf(one, noun, to, caller, id)));
}

async function lineOf(
  { line, values, faults }: Entry,
  noun: Intake,
  to: Batch<Stored>,
  caller: Caller,
  id: string,
): Promise<Line> {
  if (faults.length > 0) return { line, faults };
  const digest = createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 32);
  const by = { ...caller, call: { ...caller.call, digest } };
  try {
    return { line, faults, draft: await to.draft(() => noun.create(values, `${id}-${line}`, by)) };
  } catch (error) {
    return { line, faults: faultsOf(error, line, noun) };
  }
}

/** A refusal as the report tells it: by column where it names fields. Other errors pass. */
export function faultsOf(error: unknown, line: number, { columns }: Pick<Intake, 'columns'>): readonly Fault[] {
  if (!(error instanceof DomainError) || error.kind === 'UNAVAILABLE') throw error;
  const { reason, text, violations } = error;
  if (violations.length === 0) return [{ line, column: '', rule: reason, text }];
  return violations.map(({ field, rule, text: said }) => {
    const last = (field.split('.').at(-1) ?? '')
      .replace(/\[\d+\]$/, '')
      .replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const column = columns.find((one) => one.field === last)?.names[0] ?? last;
    return { line, column, rule, text: said };
  });
}

/** Lines that meet what is recorded already, or a line above. */
export async function clashing(lines: readonly Line[], batch: Batch<Stored>): Promise<readonly Fault[]> {
  const drafts = lines.flatMap(({ draft }) => draft ?? []);
  const refusals = await batch.clashes(drafts);
  return lines.flatMap(({ line, draft }) => {
    const refusal = draft && refusals.get(draft);
    return refusal ? [{ line, column: '', rule: refusal.reason, text: refusal.text }] : [];
  });
}
