import { readFile, writeFile } from 'node:fs/promises';
import type { Instance } from './instances.ts';

type Arrays = Pick<Instance, 'rowStart' | 'column' | 'score' | 'capacity'>;

/** Writes an instance as 32-bit integers: needs, resources, candidates, then row starts, columns, scores, capacities. */
export async function writeInstance(file: string, { rowStart, column, score, capacity }: Arrays): Promise<void> {
  const head = Int32Array.of(rowStart.length - 1, capacity.length, column.length);
  const parts = [head, rowStart, column, score, capacity];
  await writeFile(
    file,
    Buffer.concat(parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))),
  );
}

/** Reads an instance that `writeInstance` wrote. */
export async function readInstance(file: string): Promise<Arrays> {
  const bytes = await readFile(file);
  const numbers = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const [needs = 0, resources = 0, candidates = 0] = numbers;
  let at = 3;
  const take = (count: number): Int32Array => numbers.subarray(at, (at += count));
  return { rowStart: take(needs + 1), column: take(candidates), score: take(candidates), capacity: take(resources) };
}
