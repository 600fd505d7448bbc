import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '@doorstep/contracts/figures.js';

/** A figure as the report has it. */
export interface Reported {
  readonly id: string;
  readonly chinese: string;
  readonly value: number;
  /** Exactly, or at least. */
  readonly relation: '=' | '>=';
  readonly owner: string;
}

const [, ...lines] = readFileSync(join(import.meta.dirname, '../../data/report/figures.csv'), 'utf8')
  .trim()
  .split('\n');
const all = lines
  .map((line) => line.split(','))
  .map(([id = '', chinese = '', value = '', relation = '', owner = '']): Reported => ({
    id,
    chinese,
    value: Number(value),
    relation: relation === '>=' ? '>=' : '=',
    owner,
  }));

const declared = new Map(catalogue.map((figure) => [figure.id, figure]));
/** The figures of the report for which records count: those that a telling of the year brings about. */
export const reportedFigures: readonly Reported[] = all.filter(({ id }) => declared.has(id));

function figure(id: string): Reported {
  const found = all.find((one) => one.id === id);
  if (found === undefined) throw new Error(`the report has no figure ${id}`);
  return found;
}

/** So many times as many; of whatever there is at all, a small county has one. */
export const times = (count: number, scale: number): number =>
  count === 0 ? 0 : Math.max(1, Math.round(count * scale));

/** What a telling of `scale` times as many stories must come to. */
export const expected = ({ id, value }: Reported, scale: number): number =>
  declared.get(id)?.capped ? value : times(value, scale);

/** How many stories to tell so that a figure comes out; one in a hundred more where the report says "more than". */
export function howMany(id: string, scale: number): number {
  const { relation } = figure(id);
  const least = expected(figure(id), scale);
  return relation === '=' ? least : Math.ceil(least * 1.01);
}
