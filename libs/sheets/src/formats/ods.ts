import { zipSync } from 'fflate';
import { dayIn } from '../day.js';
import { most } from '../row.js';
import type { Book } from './book.js';
import { Spoilt } from './spoilt.js';
import { decimal } from './values.js';
import { bookOf } from './whole.js';
import { unseenIn } from './unseen.js';
import type { Part } from './zip.js';

/** A workbook of LibreOffice, or of any office that keeps to ISO/IEC 26300. Throws Spoilt. */
export async function odsBook(parts: ReadonlyMap<string, Part>): Promise<Book> {
  // Parts that not every office writes, and SheetJS wants.
  const found: Record<string, Uint8Array> = { 'styles.xml': empty, 'META-INF/manifest.xml': empty };
  let left: number = most.wholeBytes;
  for (const name of ['mimetype', 'content.xml', 'styles.xml', 'meta.xml', 'settings.xml', 'meta-inf/manifest.xml']) {
    const pieces: Buffer[] = [];
    for await (const piece of parts.get(name)?.open() ?? []) {
      left -= piece.length;
      if (left < 0) throw new Spoilt('SHEET_TOO_LARGE');
      pieces.push(piece);
    }
    if (pieces.length > 0) found[name.replace('meta-inf', 'META-INF')] = Buffer.concat(pieces);
  }
  if (Buffer.from(found['META-INF/manifest.xml'] ?? empty).includes(':encryption-data'))
    throw new Spoilt('SHEET_LOCKED');
  for (const name of ['styles.xml', 'content.xml']) found[name] = settled(found[name] ?? empty);
  const unseen = await unseenIn([found['styles.xml'], found['content.xml']]);
  return bookOf(Buffer.from(zipSync(found, { level: 0 })), unseen);
}

const empty = Buffer.from('<empty/>');

/** A section of CDATA: what stands there is a text as it is. */
const literal = /<!\[CDATA\[([^]*?)\]\]>/g;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escapeLike = /(?:_|&#95;|&#x5f;)(?=x[\da-f]{4}(?:_|&#95;|&#x5f;))/gi;
const cellTag = /<(?:[\w.-]{1,40}:)?table-cell[^<>]*>/g;

/**
 * A document in the words of SheetJS, which takes `_x0041_` for an escape as in workbooks of Excel, the beginning of
 * `1,5` for a number, and a time of another zone for one of ours, and loses sections of CDATA.
 */
const settled = (document: Uint8Array): Uint8Array =>
  Buffer.from(
    Buffer.from(document)
      .toString('latin1') // Whatever is not ASCII stays as it is.
      .replace(literal, (_, text: string) => text.replace(/[&<>]/g, (sign) => entities[sign] ?? ''))
      .replace(escapeLike, '_x005F_')
      .replace(cellTag, (tag) =>
        tag
          .replace(attribute('date-value'), (_, name: string, value: string) => name + local(value))
          .replace(
            attribute('value'),
            (_, name: string, value: string) => name + (decimal.test(value) ? value : 'NaN'),
          ),
      ),
    'latin1',
  );

const attribute = (name: string): RegExp => new RegExp(`([\\s:]${name}\\s{0,9}=\\s{0,9}["'])([^"']{0,400})(?=["'])`);

/** A day alone, or at midnight as programs write it, `2024-03-05T00:00:00Z`, is that day in any zone. */
function local(value: string): string {
  const [day] = /^\d{4}-\d\d-\d\d(?=(?:T00:00:00(?:\.0{1,9})?)?Z$|[-+]\d\d:\d\d$)/.exec(value) ?? [];
  if (day !== undefined || !/[-+Z]/.test(value.slice(10))) return day ?? value;
  return dayIn(value)?.replace(' ', 'T') ?? value;
}
