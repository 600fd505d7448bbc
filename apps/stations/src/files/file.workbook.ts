import { inflateRawSync } from 'node:zlib';
import { most } from '@doorstep/sheets';

/** So many last bytes of a zip tell what it holds. */
export const tailBytes = 256 * 1024;

const office = 'application/vnd.openxmlformats-officedocument.';
/** Office documents by their main part: its name, and what the list of types says of it. Source: ECMA-376, part 2, 10. */
const documents: readonly (readonly [mediaType: string, part: string, type: string])[] = [
  [`${office}spreadsheetml.sheet`, 'xl/workbook.xml', `${office}spreadsheetml.sheet.main+xml`],
  [`${office}wordprocessingml.document`, 'word/document.xml', `${office}wordprocessingml.document.main+xml`],
];
const typesPart = '[Content_Types].xml';
/** What the first entry of an open document says. Source: ISO/IEC 26300-2, 3.3. */
const openSheet = 'application/vnd.oasis.opendocument.spreadsheet';
const mostTypes = 1024 * 1024;
const mostEntries = 20_000;

/** A file as far as it was kept in mind while it passed: its first bytes, its last, and its length. */
export interface Ends {
  readonly head: Buffer;
  readonly tail: Buffer;
  readonly size: number;
}

interface Entry {
  readonly method: number;
  readonly locked: boolean;
  readonly unpacked: number;
  readonly compressed: number;
  readonly at: number;
}

/**
 * The media type of an office document; empty for any other zip, and for what is a zip and something else at once. The
 * list of types is looked into where it lies among the first or the last bytes, as every program puts it.
 */
export function officeTypeOf(ends: Ends): string {
  const entries = entriesOf(ends);
  if (entries === undefined) return '';
  const says = entries.get('mimetype');
  if (says?.at === 0 && entries.has('content.xml') && textOf(says, ends)?.trim() === openSheet) return openSheet;
  const listed = entries.get(typesPart);
  if (listed === undefined) return '';
  const types = textOf(listed, ends);
  const found = documents.find(([, part, type]) => entries.has(part) && (types?.includes(`"${type}"`) ?? true));
  return found?.[0] ?? '';
}

/** Why a workbook that says so itself cannot be read, whatever it holds; undefined where its directory tells nothing. */
export function unreadable(ends: Ends): 'SHEET_LOCKED' | 'SHEET_TOO_LARGE' | undefined {
  const entries = entriesOf(ends) ?? new Map<string, Entry>();
  const manifest = entries.get('META-INF/manifest.xml');
  if ([...entries.values()].some(({ locked }) => locked) || entries.has('encrypted-package')) return 'SHEET_LOCKED';
  if (manifest && textOf(manifest, ends)?.includes(':encryption-data')) return 'SHEET_LOCKED';
  const large = [...entries].some(
    ([name, { unpacked }]) =>
      (name === 'content.xml' && unpacked > most.wholeBytes) ||
      (name.startsWith('xl/worksheets/') && unpacked > most.unpackedBytes),
  );
  return large ? 'SHEET_TOO_LARGE' : undefined;
}

/** The directory of a zip that is nothing but a zip: from its first byte to its last. Source: APPNOTE.TXT, 4.3. */
function entriesOf({ head, tail, size }: Ends): ReadonlyMap<string, Entry> | undefined {
  const end = tail.lastIndexOf('PK\x05\x06', tail.length, 'latin1');
  if (end < 0 || end + 22 > tail.length || !startsAsZip(head)) return undefined;
  const [length, from, comment] = [
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
    tail.readUInt16LE(end + 20),
  ];
  const first = size - tail.length;
  if (end + 22 + comment !== tail.length || from + length !== first + end || from < first) return undefined;
  const entries = new Map<string, Entry>();
  for (let at = from - first; at + 46 <= end && entries.size <= mostEntries;) {
    if (tail.readUInt32LE(at) !== 0x02014b50) return undefined;
    const [name, extra, note] = [tail.readUInt16LE(at + 28), tail.readUInt16LE(at + 30), tail.readUInt16LE(at + 32)];
    entries.set(tail.toString('utf8', at + 46, at + 46 + name), {
      locked: (tail.readUInt16LE(at + 8) & 1) === 1,
      method: tail.readUInt16LE(at + 10),
      unpacked: tail.readUInt32LE(at + 24),
      compressed: tail.readUInt32LE(at + 20),
      at: tail.readUInt32LE(at + 42),
    });
    at += 46 + name + extra + note;
  }
  return entries;
}

const startsAsZip = (head: Buffer): boolean => head.toString('latin1', 0, 4) === 'PK\x03\x04';

/** What an entry holds; undefined where it lies in the middle of a large file. Empty where it cannot be read. */
function textOf({ method, compressed, at }: Entry, { head, tail, size }: Ends): string | undefined {
  const first = size - tail.length;
  const [bytes, from, beyond] = at >= first ? [tail, at - first, ''] : [head, at, undefined];
  if (from + 30 > bytes.length) return beyond;
  const body = from + 30 + bytes.readUInt16LE(from + 26) + bytes.readUInt16LE(from + 28);
  if (body + compressed > bytes.length) return beyond;
  try {
    const packed = bytes.subarray(body, body + compressed);
    return (method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: mostTypes })).toString('utf8');
  } catch {
    return '';
  }
}
