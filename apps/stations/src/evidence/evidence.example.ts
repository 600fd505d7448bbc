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

const zipEntry = (name: string): string => {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(name.length, 26);
  return header.toString('latin1') + name;
};

/** How files of each type begin. */
export const files = {
  jpeg: Buffer.from('\xff\xd8\xff\xe0 jpeg', 'latin1'),
  png: Buffer.from('\x89PNG\r\n\x1a\n picture', 'latin1'),
  webp: Buffer.from('RIFF1234WEBP', 'latin1'),
  heic: Buffer.from('\0\0\0\x18ftypheic', 'latin1'),
  pdf: Buffer.from('%PDF-1.7 text', 'latin1'),
  xlsx: Buffer.from(zipEntry('[Content_Types].xml') + zipEntry('xl/workbook.xml'), 'latin1'),
  docx: Buffer.from(zipEntry('word/document.xml'), 'latin1'),
  csv: Buffer.from('小区,户数\r\n滨河花园,320\r\n'),
  gb18030: Buffer.from([0xd0, 0xa1, 0xc7, 0xf8, 0x2c, 0xbb, 0xa7, 0xca, 0xfd]),
  zip: Buffer.from(zipEntry('readme.txt'), 'latin1'),
  exe: Buffer.from('MZ\x90\0\x03', 'latin1'),
};

/** What proofs must know of evidence. */
export const example: Example<Evidence> = {
  record: evidenceOf,
  reaches: { STATE_KEPT: async (make) => make.evidence((await make.record('needs')).name) },
};
