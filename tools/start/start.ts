import { join } from 'node:path';
import { Mistake } from '../command/command.ts';
import { setClock } from '../clock/clock-file.ts';
import { startPlatform, type Platform } from '../platform/platform.ts';
import { HELP, parseCommand, type Command } from './command-line.ts';
import { Progress } from './progress.ts';
import { claim, emptyFolder } from './running.ts';
import { tellSampleOnce } from './sample.ts';
import { stopAsked, type Stop } from './stop.ts';
import { welcome } from './welcome.ts';

const BROKEN = 1;

/**
 * `npm start`: runs the platform of `root` until it is told to stop. Returns the exit code: 130 after Ctrl-C, 1 with one
 * line on standard error where something went wrong.
 */
export async function start(args: readonly string[], root: string): Promise<number> {
  // Whoever reads our output may go before us; that must not keep us from stopping in order.
  for (const out of [process.stdout, process.stderr]) out.on('error', () => undefined);
  try {
    const command = parseCommand(args);
    if (!command.help) return await run(command, root);
    console.log(HELP);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return error instanceof Mistake ? Mistake.code : BROKEN;
  }
}

async function run({ reset, only, sample, aheadMs }: Command, root: string): Promise<number> {
  const dataDir = join(root, '.doorstep');
  const progress = new Progress(process.stdout);
  const { asked, signal } = stopAsked();
  const mark = await claim(dataDir);
  try {
    if (reset) await emptyFolder(dataDir);
    const clock = aheadMs === undefined ? undefined : join(dataDir, 'clock');
    if (clock !== undefined) await setClock(clock, aheadMs ?? 0);
    const { step } = progress;
    const platform = await startPlatform({ root, dataDir, only, ports: 'fixed', clock, step, signal });
    try {
      return await serve(platform, dataDir, progress, asked, { sample, aheadMs });
    } finally {
      await platform.stop();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    return (await asked).code;
  } finally {
    await mark.release();
  }
}

/** Tells the sample, says where everything is, and stays until it is told to stop or a part breaks. */
async function serve(
  platform: Platform,
  dataDir: string,
  progress: Progress,
  asked: Promise<Stop>,
  { sample, aheadMs = 0 }: Pick<Command, 'sample'> & Partial<Pick<Command, 'aheadMs'>>,
): Promise<number> {
  const broken = platform.broken.then((why) => ({ why, code: BROKEN }));
  const end = Promise.race([asked, broken]);
  const greet = async () => {
    const { gateway, issuer } = platform;
    if (sample && gateway !== undefined) await tellSampleOnce({ gateway, issuer }, progress);
    progress.say(await welcome(platform, dataDir, aheadMs));
    progress.say(`Ready in ${(performance.now() / 1000).toFixed(1)} s. Ctrl-C stops everything.`);
    return end;
  };
  const { why, code } = await Promise.race([greet(), end]);
  if (code === BROKEN) throw new Error(why);
  progress.say(`Stopping (${why}) …`);
  return code;
}
