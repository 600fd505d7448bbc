import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '../../tools/start/progress.ts';
import { startPlatform } from '../../tools/platform/platform.ts';
import { Api, type Doors } from './client/api.ts';
import { HELP, parseCommand, type Command } from './command/command-line.ts';
import { countyFrom } from './county.ts';
import { compare, table } from './figures.ts';
import { progressBar } from './command/progress-bar.ts';
import { tellingOf } from './sample.ts';
import { wholeYear } from './story-of-the-year.ts';
import { tellAll, Told, type OnProgress } from './telling.ts';

/** `npm run replay`. @returns the exit code: 1 where a figure differs. */
export async function replay(args: readonly string[], out: NodeJS.WriteStream): Promise<number> {
  const command = parseCommand(args);
  if (command.help) {
    out.write(`${HELP}\n`);
    return 0;
  }
  const run = (doors: Doors) => tellAndCompare({ ...command, ...doors }, out);
  if (command.start) return onPlatformOfItsOwn(run, out);
  await assertRuns(command);
  return run(command);
}

/** Tells the whole year of a county through the public API. Throws with the request that was refused. */
export async function tellYear(api: Api, seed: number, scale: number, onProgress: OnProgress): Promise<void> {
  const county = countyFrom(seed, scale);
  await tellAll(new Told(api, county), wholeYear(county), onProgress);
}

async function tellAndCompare({ seed, scale, verify, ...doors }: Command, out: NodeJS.WriteStream): Promise<number> {
  const api = new Api(doors, tellingOf(seed, scale));
  const began = performance.now();
  if (!verify) {
    await tellYear(
      api,
      seed,
      scale,
      progressBar(out, () => performance.now()),
    );
    const seconds = (performance.now() - began) / 1000;
    out.write(`${String(api.requests)} requests in ${seconds.toFixed(1)} s\n`);
  }
  const figures = await compare(api, scale);
  out.write(`${table(figures, scale)}\n`);
  const wrong = figures.filter(({ differences }) => differences.length > 0).length;
  out.write(wrong === 0 ? `All ${String(figures.length)} figures agree.\n` : `${String(wrong)} figures differ.\n`);
  return wrong === 0 ? 0 : 1;
}

/** Throws one line that says how to start a platform. */
async function assertRuns({ gateway }: Doors): Promise<void> {
  await fetch(gateway).catch(() => {
    throw new Error(`No platform runs at ${gateway}. Start one by npm start, or let the replay do so: --start`);
  });
}

async function onPlatformOfItsOwn(run: (doors: Doors) => Promise<number>, out: NodeJS.WriteStream): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'doorstep-replay-'));
  try {
    const { step } = new Progress(out);
    const platform = await startPlatform({ dataDir, ports: 'ephemeral', throwaway: true, step });
    const { gateway = '', issuer } = platform;
    try {
      return await Promise.race([
        run({ gateway, issuer }),
        platform.broken.then((why) => Promise.reject(new Error(why))),
      ]);
    } finally {
      await platform.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
