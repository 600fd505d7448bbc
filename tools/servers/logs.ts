import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Opens a child's log for writing, empty, and lends it while `use` starts the child. */
export function withLog<T>(file: string, use: (log: number) => T): T {
  mkdirSync(dirname(file), { recursive: true });
  const log = openSync(file, 'w');
  try {
    return use(log);
  } finally {
    closeSync(log);
  }
}

/** What a program last complained of, on one line; where it never did, the last thing that it said. */
export function lastWords(file: string): string {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(plain);
  const said = lines.filter((line) => !/^(\s+at |Node\.js v|\s*[\^~]+$)/.test(line));
  return said.findLast((line) => /error|fatal|fail|in use|denied/i.test(line)) ?? said.at(-1) ?? 'it said nothing';
}

interface LogLine {
  readonly msg?: string;
  readonly err?: { readonly message?: string };
  readonly attr?: { readonly error?: unknown };
}

/** Log lines are JSON in most programs here; a person wants the message. */
function plain(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { msg, err, attr } = JSON.parse(line) as LogLine;
    return [msg, err?.message, attr?.error].filter((part) => typeof part === 'string').join(': ') || line;
  } catch {
    return line;
  }
}
