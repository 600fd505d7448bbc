import { createHash } from 'node:crypto';
import { utils, write } from '@e965/xlsx';
import { describe, expect, it } from '@jest/globals';
import { Evidence_Kind as Kind } from '@doorstep/contracts/stations/v1/evidence.js';
import { DomainError } from '@doorstep/domain';
import { compound } from '../evidence/evidence.example.js';
import { headBytes } from '../evidence/media-type.js';
import { Intake } from '../uploads/upload.intake.js';
import { compoundOf } from './file.compound.js';
import { tailBytes } from './file.workbook.js';

const kindOf = (file: Buffer) =>
  compoundOf({ head: file.subarray(0, headBytes), tail: file.subarray(-tailBytes), size: file.length });
const xlsOf = (rows: number, bookType: 'biff8' | 'biff5' = 'biff8'): Buffer => {
  const text = (at: number) => createHash('sha256').update(String(at)).digest('hex');
  const sheet = utils.aoa_to_sheet(Array.from({ length: rows }, (_, at) => [at, text(at)]));
  return write({ SheetNames: ['a'], Sheets: { a: sheet } }, { bookType, type: 'buffer' }) as Buffer;
};
/** Records of a workbook, each a number and how long it is. */
const recordsOf = (...records: readonly (readonly [number, number])[]): Buffer =>
  Buffer.concat([
    ...records.map(([type, length]) => {
      const record = Buffer.alloc(4 + length);
      record.writeUInt16LE(type);
      record.writeUInt16LE(length, 2);
      return record;
    }),
    Buffer.alloc(5_000),
  ]);

describe('a compound file', () => {
  it.each<[string, Buffer, string]>([
    ['a workbook', xlsOf(1), 'workbook'],
    ['a workbook of before 1997', xlsOf(1, 'biff5'), 'workbook'],
    ['a large workbook', xlsOf(20_000), 'workbook'],
    ['a letter', compound('WordDocument'), 'other'],
    ['a workbook of today that a password locks', compound('EncryptedPackage'), 'locked'],
    ['a workbook that a password locks', compound('Workbook', recordsOf([0x809, 16], [0x2f, 54])), 'locked'],
    [
      'one that is open',
      compound('Workbook', recordsOf([0x809, 16], [0xe1, 2], [0xc1, 2], [0xe2, 0], [0x2f, 0])),
      'workbook',
    ],
    ['a beginning alone', xlsOf(1).subarray(0, 8), 'other'],
    ['a header alone', xlsOf(1).subarray(0, 512), 'other'],
  ])('%s', (_, file, want) => expect(kindOf(file)).toBe(want));

  it('whose directory is a circle, or lies where nobody looked, is not taken for something else', () => {
    const circle = compound('Other');
    const directory = circle.readUInt32LE(48);
    const table = (circle.readUInt32LE(76) + 1) * 512;
    circle.writeUInt32LE(directory, table + 4 * directory);
    expect(kindOf(circle)).toBe('other');
    const large = Buffer.concat([xlsOf(1), Buffer.alloc(2_000_000)]);
    large.writeUInt32LE(1_000, 48);
    expect(kindOf(large)).toBe('unknown');
  });

  it('is refused where it is longer than the reader takes, before anybody imports it', async () => {
    const screening = { show: async () => undefined, pass: async () => undefined, end: () => undefined };
    const checks = { mostBytes: 20 * 1024 * 1024, screening, spend: async () => undefined };
    const intake = new Intake({ kind: Kind.SHEET, mediaType: '', sha256: '' }, checks);
    const pieces = (async function* () {
      yield xlsOf(1);
      for (let mebibytes = 0; mebibytes < 17; mebibytes += 1) yield Buffer.alloc(1024 * 1024);
    })();
    const outcome = await Array.fromAsync(intake.pass(pieces)).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(DomainError);
    expect(outcome).toMatchObject({ reason: 'SHEET_TOO_LARGE', violations: [{ field: 'content' }] });
  });
});
