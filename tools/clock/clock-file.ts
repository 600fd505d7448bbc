import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';

/** Moves every process that `DOORSTEP_CLOCK` sends to the file. @param aheadMs by how much they are ahead of the machine. */
export async function setClock(file: string, aheadMs: number): Promise<void> {
  await writeFile(`${file}.fresh`, `${String(Math.round(aheadMs))}\n`);
  await rename(`${file}.fresh`, file);
}

/** By how much who reads the file is ahead; as much as before where it is not there. */
export function followed(file: string, lookMs = 20): () => number {
  let aheadMs = 0;
  const look = (): void => {
    try {
      aheadMs = Number(readFileSync(file, 'utf8'));
    } catch {
      // Whoever keeps the file is about to write it.
    }
  };
  look();
  setInterval(look, lookMs).unref();
  return () => aheadMs;
}

/** How far ahead an instant lies. @param at a day, `2026-12-31`, which is then ten o'clock in Shanghai, or an instant. Throws a line. */
export function aheadOf(at: string): number {
  const day = /^\d{4}-\d{2}-\d{2}(?=T|$)/.exec(at)?.[0] ?? '';
  const instant = Date.parse(day === at ? `${at}T10:00:00+08:00` : at);
  // The engine takes 30 February for 2 March.
  const start = Date.parse(day);
  if (Number.isNaN(instant) || Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day)
    throw new Error(`--at: ${at} is no day, as 2026-12-31, and no instant`);
  return instant - Date.now();
}
