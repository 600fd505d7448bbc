import type { Book } from './book.js';
import { csvBook } from './csv.js';
import { Spoilt } from './spoilt.js';
import { partsOf } from './zip.js';
import { xlsxBook } from './xlsx.js';

const begins = (file: Buffer, bytes: readonly number[]): boolean => bytes.every((byte, at) => file[at] === byte);

/** A file as its first bytes say what it is. What few sheets need is large, and loaded for them. Throws Spoilt. */
export async function openBook(file: Buffer): Promise<Book> {
  if (begins(file, [0xd0, 0xcf, 0x11, 0xe0])) return (await import('./whole.js')).xlsBook(file);
  if (!begins(file, [0x50, 0x4b])) return csvBook(file);
  const parts = await partsOf(file);
  if (parts.has('[content_types].xml') || parts.has('_rels/.rels')) return xlsxBook(parts);
  if (parts.has('content.xml')) return (await import('./ods.js')).odsBook(parts);
  // As LibreOffice has kept what a password locks since 24.8.
  throw new Spoilt(parts.has('encrypted-package') ? 'SHEET_LOCKED' : 'SHEET_UNREADABLE');
}
