import { CFB } from '@e965/xlsx';
import { strToU8, zipSync } from 'fflate';
import type { Example } from '@doorstep/testing/example';
import { Evidence, Evidence_Kind, Evidence_State } from '@doorstep/contracts/stations/v1/evidence.js';

/** A piece of evidence as tests want it: valid, fixed, and overridden where the test speaks. */
export const evidenceOf = (over: Partial<Evidence> = {}): Evidence => ({
  ...Evidence.fromPartial({
    name: 'evidence/e1',
    etag: '1',
    state: Evidence_State.KEPT,
    about: 'compounds/1409301000010001',
    division: '1409301000010001',
    kind: Evidence_Kind.PHOTO,
    fileName: '整改前.jpg',
    mediaType: 'image/jpeg',
    sizeBytes: 3,
    sha256: 'ab',
    uploadedBy: 'qian',
  }),
  ...over,
});

/** A JPEG of one coded scan that holds these bytes, with segments before it. */
export const jpegOf = (data: Uint8Array = Buffer.from(' jpeg'), segments: readonly Uint8Array[] = []): Buffer => {
  const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]);
  const coded = Buffer.from(data).map((byte) => (byte === 0xff ? 0xfe : byte));
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...segments, scan, coded, Buffer.from([0xff, 0xd9])]);
};

/** The smallest PNG there is. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

/** A zip of texts by their names. */
export const zipOf = (parts: Readonly<Record<string, string>>): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))));

/** The same, not packed. */
export const storedZipOf = (parts: Readonly<Record<string, string>>): Buffer =>
  Buffer.from(
    zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])), { level: 0 }),
  );

const office = 'application/vnd.openxmlformats-officedocument.';
/** What the list of types of an office document says of its main part. */
export const typesOf = (type: string): string => `<Types><Override ContentType="${office}${type}.main+xml"/></Types>`;

/** A compound file with a stream of that name. */
export function compound(name: string, content: Uint8Array = Buffer.alloc(5_000)): Buffer {
  const { utils, write } = CFB as Compounds;
  const file = utils.cfb_new();
  utils.cfb_add(file, `/${name}`, content);
  return write(file, { type: 'buffer' });
}
/** What SheetJS does not type. */
interface Compounds {
  readonly utils: { cfb_new(): object; cfb_add(file: object, path: string, content: Uint8Array): void };
  write(file: object, options: { type: 'buffer' }): Buffer;
}

/** Files of each type. */
export const files = {
  jpeg: jpegOf(),
  png,
  webp: Buffer.from('RIFF\x0c\0\0\0WEBPVP8 \0\0\0\0', 'latin1'),
  heic: Buffer.from('\0\0\0\x18ftypheic', 'latin1'),
  pdf: Buffer.from('%PDF-1.7 text', 'latin1'),
  xlsx: zipOf({ '[Content_Types].xml': typesOf('spreadsheetml.sheet'), 'xl/workbook.xml': '<workbook/>' }),
  docx: zipOf({ '[Content_Types].xml': typesOf('wordprocessingml.document'), 'word/document.xml': '<document/>' }),
  ods: storedZipOf({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<content/>' }),
  csv: Buffer.from('小区,户数\r\n滨河花园,320\r\n'),
  gb18030: Buffer.from([0xd0, 0xa1, 0xc7, 0xf8, 0x2c, 0xbb, 0xa7, 0xca, 0xfd]),
  zip: zipOf({ 'readme.txt': 'text' }),
  exe: Buffer.from('MZ\x90\0\x03', 'latin1'),
};

/** What proofs must know of evidence. */
export const example: Example<Evidence> = {
  record: evidenceOf,
  about: 'needs',
  reaches: { STATE_KEPT: async (make) => make.evidence((await make.record('needs')).name) },
};
