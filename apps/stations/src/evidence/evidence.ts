import type { Figures } from '@doorstep/contracts/figures.js';
import {
  type Evidence,
  Evidence_Kind as Kind,
  Evidence_State as State,
} from '@doorstep/contracts/stations/v1/evidence.js';
import { lifecycle, reasonRequired, type Arrows, type Caller, type Counts } from '@doorstep/domain';
import { refuse } from './refusals.js';

const { KEPT, LAPSING, WITHDRAWN } = State;

export const evidenceLife = lifecycle(KEPT, {
  [KEPT]: { withdraw: WITHDRAWN, idle: LAPSING },
  [LAPSING]: { withdraw: WITHDRAWN, lapse: WITHDRAWN, resume: KEPT },
  [WITHDRAWN]: {},
} satisfies Arrows<State>);

/** What counts for the figures that the contract declares on evidence. */
export const evidenceCounts = {} satisfies Counts<Figures['doorstep.stations.v1.Evidence'], Evidence>;

const pictures = ['image/jpeg', 'image/png', 'image/webp', 'image/heic'];
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const xls = 'application/vnd.ms-excel';
const ods = 'application/vnd.oasis.opendocument.spreadsheet';
const csv = 'text/csv';

/** Which files each kind of evidence may be. */
const taken: Readonly<Record<Kind, readonly string[]>> = {
  [Kind.UNSPECIFIED]: [],
  [Kind.PHOTO]: pictures,
  [Kind.SCAN]: [...pictures, 'application/pdf'],
  [Kind.MINUTES]: [...pictures, 'application/pdf', docx],
  [Kind.VOUCHER]: [...pictures, 'application/pdf'],
  [Kind.SHEET]: [xlsx, xls, ods, csv],
};

/** What browsers and systems call a file besides its proper type. */
const alsoCalled: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['image/jpg'],
  'image/heic': ['image/heif'],
  [csv]: ['text/plain', 'application/csv', 'application/vnd.ms-excel'],
};

/** Whether evidence of a kind may be a file of a type. */
export const takes = (kind: Kind, mediaType: string): boolean => taken[kind].includes(mediaType);

/** Whether evidence of a kind may be an office document, which is a zip. */
export const takesArchives = (kind: Kind): boolean => taken[kind].some((type) => type === docx || type === xlsx);

/** Kinds that show a step and nothing by themselves: what no record names within a day was given up. */
export const passing: readonly Kind[] = [Kind.SCAN, Kind.SHEET];

/** Whether a piece of evidence shows somebody in person. */
export const isPersonal = ({ kind, personal }: Pick<Evidence, 'kind' | 'personal'>): boolean =>
  personal || kind === Kind.SCAN || kind === Kind.SHEET;

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

/** A file name without what nobody sees of it, as a zero width space: two that look alike are alike. */
const seenIn = (fileName: string): string => fileName.replace(/\p{Default_Ignorable_Code_Point}/gu, '').trim();

/** Evidence as it begins: its file is there, and shows something of a record in that division. */
export const keepEvidence = (draft: Evidence, division: string, by: Caller): Evidence => ({
  ...draft,
  fileName: seenIn(draft.fileName),
  division,
  personal: isPersonal(draft),
  state: evidenceLife.initial,
  uploadedBy: by.subject,
});

/** The record stays, with the digest of what was there. */
export function withdrawEvidence(evidence: Evidence, reason: string): Evidence {
  if (reason === '') throw reasonRequired({ field: 'reason' });
  return { ...evidenceLife.move(evidence, 'withdraw'), fileName: '' };
}

/** What its file says is gone, because nothing referred to it for long. */
export const lapseEvidence = (evidence: Evidence): Evidence => ({
  ...evidenceLife.move(evidence, 'lapse'),
  fileName: '',
});

/** Nothing refers to it: nothing new may, either, and if nothing turns out to, it goes. */
export const idleEvidence = (evidence: Evidence): Evidence => evidenceLife.move(evidence, 'idle');

/** Something refers to it after all. */
export const resumeEvidence = (evidence: Evidence): Evidence => evidenceLife.move(evidence, 'resume');

const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'application/pdf': 'pdf',
  [docx]: 'docx',
  [xlsx]: 'xlsx',
  [xls]: 'xls',
  [ods]: 'ods',
  [csv]: 'csv',
};

/** What to call its file where it is kept: nothing that a person wrote. */
export const keptAs = ({ name, mediaType }: Evidence): string =>
  `${name.replace('/', '-')}.${endings[mediaType] ?? 'bin'}`;
