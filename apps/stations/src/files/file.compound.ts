import type { Ends } from './file.workbook.js';

/** What a compound file holds, as far as its directory says; `unknown` where that lies in the middle of a large file. */
export type Compound = 'workbook' | 'locked' | 'other' | 'unknown';

/** By which a compound file begins. Source: [MS-CFB] 2.2. */
export const compoundSignature = Buffer.from('d0cf11e0a1b11ae1', 'hex');

interface Stream {
  readonly name: string;
  readonly start: number;
  readonly size: number;
}

const entryBytes = 128;
const mostSectors = 256;
/** Sectors of the table of sectors that the header lists. */
const listed = 109;
/** Numbers from here on are no sectors. */
const lastSector = 0xfffffff9;

/**
 * Tells a workbook of before 2007 from a letter or a presentation of that time, and one that a password locks, of that
 * time or of today: all of them are compound files. Source: [MS-CFB], [MS-XLS] 2.4.117, [MS-OFFCRYPTO] 2.3.
 */
export function compoundOf(ends: Ends): Compound {
  const file = opened(ends);
  if (file === undefined) return 'other';
  const { streams, whole } = streamsOf(file);
  const named = (...names: readonly string[]) => streams.find(({ name }) => names.includes(name.toLowerCase()));
  if (named('encryptedpackage', 'encryption')) return 'locked';
  const book = named('workbook', 'book');
  if (book) return isLocked(file, book) ? 'locked' : 'workbook';
  return whole ? 'other' : 'unknown';
}

interface Opened {
  readonly directory: number;
  /** Streams that are shorter lie elsewhere. */
  readonly cutoff: number;
  /** Numbers of the sectors of the table that says which sector follows which. */
  readonly table: readonly number[];
  /** A sector; undefined in the middle of a large file, empty beyond its end. */
  sector(at: number): Buffer | undefined;
}

/** What the header says; undefined where it is none. Source: [MS-CFB] 2.2. */
function opened({ head, tail, size }: Ends): Opened | undefined {
  if (head.length < 512 || !head.subarray(0, 8).equals(compoundSignature)) return undefined;
  const shift = head.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) return undefined;
  const length = 2 ** shift;
  const first = size - tail.length;
  return {
    directory: head.readUInt32LE(48),
    cutoff: head.readUInt32LE(56),
    table: Array.from({ length: listed }, (_, at) => head.readUInt32LE(76 + 4 * at)),
    sector(at) {
      const from = (at + 1) * length;
      if (from >= size) return Buffer.alloc(0);
      if (from + length <= head.length) return head.subarray(from, from + length);
      return from >= first ? tail.subarray(from - first, from - first + length) : undefined;
    },
  };
}

/** The streams of the directory, and whether these are all that can be found in it. */
function streamsOf(file: Opened): { readonly streams: readonly Stream[]; readonly whole: boolean } {
  const streams: Stream[] = [];
  let at = file.directory;
  for (let count = 0; at <= lastSector; count += 1) {
    const sector = file.sector(at);
    if (sector?.length === 0 || count > mostSectors) return { streams, whole: true }; // it breaks off
    if (sector === undefined) return { streams, whole: false };
    for (let from = 0; from + entryBytes <= sector.length; from += entryBytes)
      streams.push(streamOf(sector.subarray(from, from + entryBytes)));
    const next = behind(file, at, sector.length);
    if (next === undefined) return { streams, whole: false };
    at = next;
  }
  return { streams, whole: true };
}

const streamOf = (entry: Buffer): Stream => ({
  name: entry.toString('utf16le', 0, Math.max(0, Math.min(64, entry.readUInt16LE(64)) - 2)),
  start: entry.readUInt32LE(116),
  size: entry.readUInt32LE(120),
});

/** The sector behind one; undefined where nothing at hand says so. */
function behind({ table, sector }: Opened, at: number, length: number): number | undefined {
  const perSector = length / 4;
  const number = table[Math.floor(at / perSector)];
  const part = number === undefined || number > lastSector ? undefined : sector(number);
  const from = (at % perSector) * 4;
  return part === undefined || from + 4 > part.length ? undefined : part.readUInt32LE(from);
}

const filePass = 0x2f;
const mostRecords = 4;

/** Whether the records of a workbook begin with that of a password. */
function isLocked({ cutoff, sector }: Opened, { start, size }: Stream): boolean {
  const records = size < cutoff ? undefined : sector(start);
  let at = 0;
  for (let count = 0; records && count < mostRecords && at + 4 <= records.length; count += 1) {
    if (records.readUInt16LE(at) === filePass) return true;
    at += 4 + records.readUInt16LE(at + 2);
  }
  return false;
}
