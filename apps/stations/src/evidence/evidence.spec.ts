import { describe, expect, it } from '@jest/globals';
import {
  EvidenceServiceService,
  Evidence_Kind as Kind,
  Evidence_State as State,
} from '@doorstep/contracts/stations/v1/evidence.js';
import { outcome, person, provesLifecycle } from '@doorstep/testing';
import { evidenceOf, files } from './evidence.example.js';
import { evidenceLife, keepEvidence, keptAs, proveType, withdrawEvidence } from './evidence.js';
import { mediaTypeOf } from './media-type.js';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('evidence', () => {
  provesLifecycle(evidenceLife, EvidenceServiceService, 'Evidence', { consequences: ['idle', 'lapse', 'resume'] });

  it('lies where the record lies that it is about, and is whose who took it in', () => {
    const kept = keepEvidence(evidenceOf({ division: '', uploadedBy: 'forged' }), '140930100', person('qian'));
    expect(kept).toMatchObject({ state: State.KEPT, division: '140930100', uploadedBy: 'qian' });
  });

  it.each([
    ['表\u200b格\u200d.xlsx', '表格.xlsx'],
    ['\ufeff表格.xlsx\u2060', '表格.xlsx'],
    ['\u200b', ''],
    ['整改前 1.jpg', '整改前 1.jpg'],
  ])('is called what people see of its file name: %j', (fileName, want) => {
    expect(keepEvidence(evidenceOf({ fileName }), '140930100', person('qian')).fileName).toBe(want);
  });

  it.each([
    { kind: Kind.PHOTO, personal: false, want: false },
    { kind: Kind.PHOTO, personal: true, want: true },
    { kind: Kind.SCAN, personal: false, want: true },
    { kind: Kind.SHEET, personal: false, want: true },
  ])('$kind that its sender calls personal: $personal is: $want', ({ kind, personal, want }) => {
    expect(keepEvidence(evidenceOf({ kind, personal }), '140930100', person('qian')).personal).toBe(want);
  });

  it.each([
    { reason: '误传', want: State.WITHDRAWN },
    { reason: '', want: 'REASON_REQUIRED' },
  ])('is withdrawn because of "$reason": $want', ({ reason, want }) => {
    expect(outcome(() => withdrawEvidence(evidenceOf(), reason))).toBe(want);
  });

  it('keeps its digest and not what a person called it when it is withdrawn', () => {
    expect(withdrawEvidence(evidenceOf(), '误传')).toMatchObject({ fileName: '', sha256: 'ab' });
    expect(keptAs(evidenceOf())).toBe('evidence-e1.jpg');
  });

  it.each([
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['webp', 'image/webp'],
    ['heic', 'image/heic'],
    ['pdf', 'application/pdf'],
    ['xlsx', xlsx],
    ['docx', docx],
    ['csv', 'text/csv'],
    ['gb18030', 'text/csv'],
    ['zip', ''],
    ['exe', ''],
  ] as const)('is known by its content: %s is "%s"', (file, want) => {
    expect(mediaTypeOf(files[file])).toBe(want);
  });

  it.each([
    { type: 'image/jpeg', kind: Kind.PHOTO, declared: '', want: 'image/jpeg' },
    { type: 'image/jpeg', kind: Kind.PHOTO, declared: 'image/jpg', want: 'image/jpeg' },
    { type: 'text/csv', kind: Kind.SHEET, declared: 'application/vnd.ms-excel', want: 'text/csv' },
    { type: 'application/pdf', kind: Kind.MINUTES, declared: 'application/octet-stream', want: 'application/pdf' },
    { type: 'image/png', kind: Kind.PHOTO, declared: 'image/jpeg', want: 'EVIDENCE_TYPE_MISMATCH' },
    { type: 'application/pdf', kind: Kind.PHOTO, declared: 'application/pdf', want: 'EVIDENCE_TYPE_NOT_TAKEN' },
    { type: 'text/csv', kind: Kind.MINUTES, declared: 'text/csv', want: 'EVIDENCE_TYPE_NOT_TAKEN' },
    { type: '', kind: Kind.SHEET, declared: '', want: 'EVIDENCE_TYPE_NOT_TAKEN' },
  ])('of $kind as $type, declared "$declared": $want', ({ type, kind, declared, want }) => {
    expect(outcome(() => ({ state: proveType(type, kind, declared) }))).toBe(want);
  });
});
