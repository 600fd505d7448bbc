import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { most } from '../row.js';
import { Spoilt } from './spoilt.js';

/** A part of an archive. */
export interface Part {
  /** Its bytes, unpacked as they are taken; never more than the archive says. */
  open(): AsyncIterable<Buffer>;
}

/** An archive may list so many parts: photographs of a workbook are parts, too. */
const mostParts = 10_000;

/** Its parts by their names in lower case, as a reader of packages compares them. Source: ECMA-376, part 2, 6.2.2. */
export async function partsOf(file: Buffer): Promise<ReadonlyMap<string, Part>> {
  const zip = await open(file).catch(unreadable);
  const parts = new Map<string, Part>();
  // An archive lists its parts at its end: others that lie inside a part are none of its own.
  const budget = { left: most.unpackedBytes, counted: new Set<Entry>() };
  let count = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      count += 1;
      if (count > mostParts) return reject(new Spoilt('SHEET_TOO_LARGE'));
      parts.set(nameOf(entry), { open: () => unpacked(zip, entry, budget) });
      zip.readEntry();
    });
    zip.on('end', resolve);
    zip.on('error', () => reject(new Spoilt('SHEET_UNREADABLE')));
    zip.readEntry();
  });
  return parts;
}

const fromMemory = promisify<Buffer, object, ZipFile>(fromBuffer);
const open = (file: Buffer) => fromMemory(file, { lazyEntries: true, autoClose: false, decodeStrings: false });

/** Some writers begin names with a slash, or part folders by backslashes. */
function nameOf({ fileName }: Entry): string {
  const name = (fileName as unknown as Buffer).toString('utf8').replaceAll('\\', '/').toLowerCase();
  return name.startsWith('/') ? name.slice(1) : name;
}

interface Budget {
  left: number;
  readonly counted: Set<Entry>;
}

/** What an archive says of a part's size is held against what is still free, and what comes out against what it says. */
async function* unpacked(zip: ZipFile, entry: Entry, budget: Budget): AsyncGenerator<Buffer> {
  if (!budget.counted.has(entry)) budget.left -= entry.uncompressedSize;
  budget.counted.add(entry);
  if (budget.left < 0) throw new Spoilt('SHEET_TOO_LARGE');
  if (entry.isEncrypted()) throw new Spoilt('SHEET_LOCKED');
  try {
    for await (const chunk of await reading(zip, entry)) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof Spoilt) throw error;
    unreadable();
  }
}

const reading = (zip: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });

function unreadable(): never {
  throw new Spoilt('SHEET_UNREADABLE');
}
