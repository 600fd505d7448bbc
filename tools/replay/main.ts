/**
 * `npm run sample`: tells the sample county to a running platform; `-- --verify` compares what it computes with the
 * report and ends with 1 on a difference; `-- --people` writes the directory of the county's invented people.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Api, type Doors } from './api.ts';
import { countyFrom } from './county.ts';
import { directoryOf } from './people.ts';
import type { OnProgress } from './parallel.ts';
import { seed, tell } from './tell.ts';
import { compare, type Check } from './verify.ts';

/** Whether the platform holds no division yet. */
export async function isEmpty(doors: Doors): Promise<boolean> {
  const { divisions } = await new Api(doors).get('county', '/v1/divisions?pageSize=1');
  return (divisions as unknown[]).length === 0;
}

/** Tells the sample county through the public API. Throws with the request that was refused. */
export async function tellSample({ onProgress, ...doors }: Doors & { onProgress: OnProgress }): Promise<void> {
  await tell(new Api(doors), onProgress);
}

function print(checks: readonly Check[]): void {
  for (const { what, expected, computed } of checks) {
    const mark = expected === computed ? '✓' : '✗';
    console.log(
      `${mark} ${what.padEnd(34)} expected ${String(expected).padStart(5)}   computed ${String(computed).padStart(5)}`,
    );
  }
}

function options(): { verify: boolean; people: boolean; doors: Doors } {
  const { values } = parseArgs({
    options: {
      verify: { type: 'boolean', default: false },
      people: { type: 'boolean', default: false },
      gateway: { type: 'string', default: 'http://127.0.0.1:8080' },
      issuer: { type: 'string', default: 'http://127.0.0.1:8081' },
    },
  });
  return { verify: values.verify, people: values.people, doors: { gateway: values.gateway, issuer: values.issuer } };
}

async function main(): Promise<void> {
  const { verify, people, doors } = options();
  if (people) {
    const file = join(import.meta.dirname, '../../data/people/sample-county.json');
    return writeFileSync(file, `${JSON.stringify(directoryOf(countyFrom(seed)), null, 2)}\n`);
  }
  if (!verify) {
    await tellSample({
      ...doors,
      onProgress: ({ title, done, total }) => done === total && console.log(`${title}: ${String(total)}`),
    });
  }
  const checks = await compare(new Api(doors));
  print(checks);
  process.exitCode = checks.every(({ expected, computed }) => expected === computed) ? 0 : 1;
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
