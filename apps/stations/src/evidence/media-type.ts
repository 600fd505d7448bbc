/** So many bytes of a file tell its type. */
export const headBytes = 64 * 1024;

/** Bytes by which a file of a type begins. Source: the formats' own specifications. */
const signatures: readonly (readonly [mediaType: string, pattern: RegExp])[] = [
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
  ['image/heic', /^[^]{4}ftyp(?:hei[cxms]|hev[cm]|mif1|msf1)/],
  ['application/pdf', /^%PDF-/],
  // Whatever Office kept before 2007; who reads it finds out whether it is a workbook.
  ['application/vnd.ms-excel', /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/],
];

const office = 'application/vnd.openxmlformats-officedocument.';
/** By what the archive of an office document holds. */
const archives: readonly (readonly [mediaType: string, folder: string])[] = [
  [`${office}spreadsheetml.sheet`, 'xl/'],
  [`${office}wordprocessingml.document`, 'word/'],
];

/** What the first entry of an open document says, unpacked. Source: ISO/IEC 26300-2, 3.3. */
const openSheet = 'application/vnd.oasis.opendocument.spreadsheet';

/** The media type of a file by its first bytes, `headBytes` of them or all; empty where it is none that we take. */
export function mediaTypeOf(head: Uint8Array): string {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  const known = signatures.find(([, pattern]) => pattern.test(text));
  if (known) return known[0];
  if (text.startsWith('PK\x03\x04')) return officeTypeOf(text);
  return isPlain(text) || /^(\xff\xfe|\xfe\xff)/.test(text) ? 'text/csv' : '';
}

/** Names of the first entries stand in the headers of a zip, 30 bytes behind each signature. */
function officeTypeOf(text: string): string {
  for (let at = 0; at >= 0; at = text.indexOf('PK\x03\x04', at + 4)) {
    const length = text.charCodeAt(at + 26) | (text.charCodeAt(at + 27) << 8);
    const name = text.slice(at + 30, at + 30 + length);
    const known = archives.find(([, folder]) => name.startsWith(folder));
    if (known) return known[0];
    if (name === 'mimetype' && text.startsWith(openSheet, at + 30 + length)) return openSheet;
  }
  // Parts may lie in any folder, and far behind: what is no text is a workbook.
  return text.includes('[Content_Types].xml') ? `${office}spreadsheetml.sheet` : '';
}

/** Text in UTF-8, GB18030 or the like has no control characters but breaks and tabs; in UTF-16 it says so. */
const isPlain = (text: string): boolean => text !== '' && !/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text);
