/** Seed of every bench, so that runs measure the same data. */
export const seed = 1;

/** What several rounds came to. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** The `q`-th part of values, `0.5` the median. Throws where there are none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

export const spreadOf = (values: readonly number[]): Spread => ({
  min: Math.min(...values),
  median: quantile(values, 0.5),
  max: Math.max(...values),
});

/** Gives each contender its turn, round by round and in turning order, so that what disturbs one disturbs all. */
export async function inTurn<K extends string>(
  rounds: number,
  contenders: Readonly<Record<K, () => number | Promise<number>>>,
): Promise<Record<K, number[]>> {
  const names = Object.keys(contenders) as K[];
  const results = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) results[name].push(await contenders[name]());
  }
  return results;
}

/** Median of the rounds' own ratios: a slow moment of the machine weighs on both sides of one. */
export const ratioOf = (ours: readonly number[], peer: readonly number[]): number =>
  quantile(
    ours.map((value, round) => value / (peer[round] ?? NaN)),
    0.5,
  );

/** Microseconds of CPU of this process that each of `times` calls took, one after another. */
export async function cpuEach(times: number, work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

/** As `cpuEach`, for calls that wait for nothing. */
export function cpuEachOf(times: number, work: () => unknown): number {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i += 1) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

/** Calls a second, `width` of them under way at a time, `times` in all. */
export async function perSecond(width: number, times: number, work: (i: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < times) await work(next++);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: width }, worker));
  return (times * 1_000) / (performance.now() - began);
}

/** Milliseconds of each call, one after another. */
export async function latencies(times: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const began = performance.now();
    await work(i);
    taken.push(performance.now() - began);
  }
  return taken;
}
