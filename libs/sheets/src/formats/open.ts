import type { Book } from './book.js';
import { csvBook } from './csv.js';
import { Spoilt } from './spoilt.js';
import { partsOf } from './zip.js';
import { xlsxBook } from './xlsx.js';

const begins = (file: Buffer, bytes: readonly number[]): boolean => bytes.every((byte, at) => file[at] === byte);

/** A file as its first bytes say what it is. Throws Spoilt. */
export async function openBook(file: Buffer): Promise<Book> {
  if (begins(file, [0xd0, 0xcf, 0x11, 0xe0])) return (await old()).xlsBook(file);
  if (!begins(file, [0x50, 0x4b])) return csvBook(file);
  const parts = await partsOf(file);
  if (parts.has('[content_types].xml') || parts.has('_rels/.rels')) return xlsxBook(parts);
  if (parts.has('content.xml')) return (await old()).odsBook(parts);
  throw new Spoilt('SHEET_UNREADABLE');
}

/** Few sheets need it, and it is large. */
const old = () => import('./whole.js');
