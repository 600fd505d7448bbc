import {
  type Evidence,
  Evidence_Kind as Kind,
  Evidence_State as State,
} from '@doorstep/contracts/stations/v1/evidence.js';
import { failure, lifecycle, reasonRequired, refusals, type Arrows, type Caller } from '@doorstep/domain';

const { KEPT, WITHDRAWN } = State;

export const evidenceLife = lifecycle(KEPT, {
  [KEPT]: { withdraw: WITHDRAWN },
  [WITHDRAWN]: {},
} satisfies Arrows<State>);

const invalid = (reason: string, zh: string, en: string) => failure('INVALID_ARGUMENT', reason, zh, en);

export const refuse = {
  ...refusals({
    EVIDENCE_WITHDRAWN: { zh: '该材料已撤回，文件已删除', en: 'the evidence was withdrawn and its file erased' },
  }),
  PURPOSE_REQUIRED: invalid('PURPOSE_REQUIRED', '查看材料内容须说明用途', 'state in X-Purpose why the content is read'),
  EVIDENCE_EMPTY: invalid('EVIDENCE_EMPTY', '文件为空', 'the file is empty'),
  EVIDENCE_BROKEN_OFF: invalid('EVIDENCE_BROKEN_OFF', '文件未传完，请重新上传', 'the file broke off; send it again'),
  EVIDENCE_TOO_LARGE: invalid('EVIDENCE_TOO_LARGE', '文件过大', 'the file is too large'),
  EVIDENCE_TYPE_NOT_TAKEN: invalid(
    'EVIDENCE_TYPE_NOT_TAKEN',
    '此类材料不接受该文件类型',
    'evidence of this kind is not taken as a file of this type',
  ),
  EVIDENCE_TYPE_MISMATCH: invalid(
    'EVIDENCE_TYPE_MISMATCH',
    '文件内容与声明的类型不符',
    'the content is not of the type that was declared',
  ),
  EVIDENCE_DIGEST_MISMATCH: invalid(
    'EVIDENCE_DIGEST_MISMATCH',
    '文件摘要不符，请重新上传',
    'another file arrived than the digest says; send it again',
  ),
};

const pictures = ['image/jpeg', 'image/png', 'image/webp', 'image/heic'];
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const csv = 'text/csv';

/** Which files each kind of evidence may be. */
const taken: Readonly<Record<Kind, readonly string[]>> = {
  [Kind.UNSPECIFIED]: [],
  [Kind.PHOTO]: pictures,
  [Kind.SCAN]: [...pictures, 'application/pdf'],
  [Kind.MINUTES]: [...pictures, 'application/pdf', docx],
  [Kind.VOUCHER]: [...pictures, 'application/pdf'],
  [Kind.SHEET]: [xlsx, csv],
};

/** What browsers and systems call a file besides its proper type. */
const alsoCalled: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['image/jpg'],
  'image/heic': ['image/heif'],
  [csv]: ['text/plain', 'application/csv', 'application/vnd.ms-excel'],
};

/** Holds the type of a file against its kind and what its sender took it for. Throws EVIDENCE_TYPE_NOT_TAKEN, EVIDENCE_TYPE_MISMATCH. */
export function proveType(mediaType: string, kind: Kind, declared: string): string {
  const accepted = taken[kind];
  if (!accepted.includes(mediaType))
    throw refuse.EVIDENCE_TYPE_NOT_TAKEN({ media_type: mediaType || 'unknown', accepted: accepted.join(', ') });
  const unsaid = declared === '' || declared === 'application/octet-stream';
  if (!unsaid && declared !== mediaType && !alsoCalled[mediaType]?.includes(declared))
    throw refuse.EVIDENCE_TYPE_MISMATCH({ media_type: mediaType });
  return mediaType;
}

/** Evidence as it begins: its file is there, and shows something of a record in that division. */
export const keepEvidence = (draft: Evidence, division: string, by: Caller): Evidence => ({
  ...draft,
  division,
  state: evidenceLife.initial,
  uploadedBy: by.subject,
});

/** The record stays, with the digest of what was there. */
export function withdrawEvidence(evidence: Evidence, reason: string): Evidence {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return { ...evidenceLife.move(evidence, 'withdraw'), fileName: '' };
}

const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'application/pdf': 'pdf',
  [docx]: 'docx',
  [xlsx]: 'xlsx',
  [csv]: 'csv',
};

/** What to call its file where it is kept: nothing that a person wrote. */
export const keptAs = ({ name, mediaType }: Evidence): string =>
  `${name.replace('/', '-')}.${endings[mediaType] ?? 'bin'}`;
