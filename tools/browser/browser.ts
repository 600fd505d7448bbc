import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Packages } from '../servers/apt.ts';

const program = 'chromium';
export const ofBrowser: Packages = { [program]: program };

/** A page that is open in a browser. */
export interface Tab {
  /** Value of an expression, awaited where it is a promise. Throws with the text of what it throws. */
  evaluate(expression: string): Promise<unknown>;
}

/** Chromium without a window, with a profile of its own, cache on disk included. */
export interface Browser {
  open(url: string): Promise<Tab>;
  close(): Promise<void>;
}

/** What the DevTools protocol answers, as far as we read it. */
interface Reply {
  readonly id?: number;
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly targetId?: string;
    readonly sessionId?: string;
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
  };
}
type Result = NonNullable<Reply['result']>;

/** Starts Debian's Chromium. @param profile folder in which it keeps what it keeps. */
export async function startBrowser(profile: string): Promise<Browser> {
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-dev-shm-usage'];
  const child = spawn(program, [...flags, '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [, , , into, from] = child.stdio;
  const send = conversation(into as Writable, from as Readable);
  const gone = once(child, 'exit');
  child.once('exit', () => (from as Readable).destroy());
  return {
    async open(url) {
      const { targetId } = await send('Target.createTarget', { url });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      return { evaluate: (expression) => evaluated(expression, (...command) => send(...command, sessionId)) };
    },
    async close() {
      if (child.exitCode === null && child.signalCode === null) await send('Browser.close', {}).catch(() => undefined); // it may be gone before it answers
      await gone;
    },
  };
}

type Send = (method: string, parameters: object, sessionId?: string) => Promise<Result>;

/** Commands and their answers, JSON by JSON, each ended by a zero. Source: Chrome DevTools Protocol, `--remote-debugging-pipe`. */
function conversation(into: Writable, from: Readable): Send {
  const waiting = new Map<number, PromiseWithResolvers<Result>>();
  let rest = '';
  from.setEncoding('utf8').on('data', (text: string) => {
    const [first = '', ...more] = text.split('\0');
    const whole = [rest + first, ...more];
    rest = whole.pop() ?? '';
    for (const one of whole) {
      const { id = 0, result, error } = JSON.parse(one) as Reply;
      const asked = waiting.get(id);
      waiting.delete(id);
      if (error) asked?.reject(new Error(error.message));
      else asked?.resolve(result ?? {});
    }
  });
  from.once('close', () => waiting.forEach(({ reject }) => reject(new Error('the browser has gone'))));
  let last = 0;
  return (method, params, sessionId) => {
    const asked = Promise.withResolvers<Result>();
    waiting.set((last += 1), asked);
    into.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    return asked.promise;
  };
}

async function evaluated(
  expression: string,
  send: (method: string, parameters: object) => Promise<Result>,
): Promise<unknown> {
  const { result, exceptionDetails } = await send('Runtime.evaluate', {
    ...{ expression, awaitPromise: true, returnByValue: true },
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? 'the page threw');
  return result?.value;
}
