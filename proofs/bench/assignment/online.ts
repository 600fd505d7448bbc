import { Matching, problem, verify } from '../../../libs/assignment/src/index.ts';
import { quantile } from '../spine/measure.ts';
import { families, type Family } from './families.ts';
import { randomFrom } from './instances.ts';

/** Milliseconds that one kind of change took. */
export interface Latency {
  readonly family: Family;
  readonly verb: string;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const changes = 500;
/** Changes of each kind before, as a service makes them all day. */
const warm = 100;

/** Changes a solved instance of 100,000 needs many times, each kind in its turn, and proves the outcome. */
export function measureOnline(family: Family, seed: number): readonly Latency[] {
  const posed = problem(families[family]({ needs: 100_000, seed }));
  const matching = new Matching(posed);
  const random = randomFrom(seed + 1);
  const row = (need: number): [number, number][] =>
    Array.from({ length: (posed.rowStart[need + 1] ?? 0) - (posed.rowStart[need] ?? 0) }, (_, k) => {
      const edge = (posed.rowStart[need] ?? 0) + k;
      return [posed.column[edge] ?? 0, posed.score[edge] ?? 0];
    });
  const gone = new Set<number>();
  const verbs: Record<string, (need: number) => void> = {
    insert: (need) => void matching.insert(row(need)),
    cancel: (need) => matching.cancel(need),
    'change capacity': (need) => {
      const resource = row(need)[0]?.[0] ?? 0;
      matching.changeCapacity(resource, Math.max(0, (posed.capacity[resource] ?? 0) + random(3) - 1));
    },
    'change score': (need) => matching.changeScore(need, row(need)[random(30)]?.[0] ?? 0, 1 + random(10_000)),
  };
  const timesOf = (verb: string, act: (need: number) => void, length: number): number[] =>
    Array.from({ length }, () => {
      const need = untouched(random, posed.quantity.length, gone);
      if (verb === 'cancel') gone.add(need);
      const began = performance.now();
      act(need);
      return performance.now() - began;
    });
  for (const [verb, act] of Object.entries(verbs)) timesOf(verb, act, warm);
  const latencies = Object.entries(verbs).map(([verb, act]) => {
    const times = timesOf(verb, act, changes);
    return { family, verb, p50: quantile(times, 0.5), p99: quantile(times, 0.99), max: Math.max(...times) };
  });
  const { problem: now, solution } = matching.snapshot();
  const { fault } = verify(now, solution);
  if (fault !== undefined) throw new Error(`${family}, online: ${fault}`);
  return latencies;
}

function untouched(random: (below: number) => number, needs: number, gone: ReadonlySet<number>): number {
  let need = random(needs);
  while (gone.has(need)) need = random(needs);
  return need;
}
