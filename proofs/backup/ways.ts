import { mkdir, rm } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { run } from '../../tools/servers/shell.ts';
import type { Commands } from './commands.ts';

/** Where a line of the document is typed. */
interface Place {
  /** Of the running server; empty where it is stopped. */
  readonly uri: string;
  /** Data folder of the server. */
  readonly data: string;
  /** Folder that keeps the backup. */
  readonly keep: string;
}

/** One way to back up and restore. */
export interface Way {
  readonly title: string;
  /** Whether the server runs meanwhile. */
  readonly running: boolean;
  back(place: Place): Promise<void>;
  restore(place: Place): Promise<void>;
}

/** @param program path of mongodump; mongorestore lies beside it. */
export function dumped({ dump, restore }: Commands, program: string): Way {
  return {
    title: 'a dump',
    running: true,
    back: (place) => typed(dump, place, dirname(program)),
    restore: (place) => typed(restore, place, dirname(program)),
  };
}

export function copied({ copy, unpack }: Commands): Way {
  return {
    title: 'a copy of the data folder',
    running: false,
    back: (place) => typed(copy, place),
    async restore(place) {
      await rm(place.data, { recursive: true });
      await mkdir(place.data);
      await typed(unpack, place);
    },
  };
}

/** A line of the document, as an operator types it. */
async function typed(line: string, { uri, data, keep }: Place, path = ''): Promise<void> {
  const PATH = [path, process.env['PATH']].filter(Boolean).join(delimiter);
  await run('sh', ['-c', `cd ${keep} && ${line}`], {
    timeoutMs: 300_000,
    env: { MONGO_URI: uri, MONGO_DATA: data, PATH },
  });
}
