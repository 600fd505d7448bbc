import { lifecycle, refusals, type Arrows, type Caller } from '@doorstep/domain';
import type { Stored } from '@doorstep/store';

/** Where an import stands, as every service's contract spells it. */
type State = `STATE_${'UNSPECIFIED' | 'CHECKING' | 'CHECKED' | 'APPLYING' | 'APPLIED' | 'REFUSED'}`;

/** A sheet on its way into the records of a service: what the import of any of them says. */
export interface ImportRecord extends Stored {
  state: State;
  sheet: string;
  division: string;
  kind: string;
  importedBy: string;
  roles: string[];
  divisions: string[];
  rowsTotal: number;
  rowsDone: number;
  faultsTotal: number;
  reserved: boolean;
}

/** A sheet, as whoever keeps it tells of it. */
export interface Sheet {
  readonly name: string;
  readonly division: string;
  /** False where it is evidence of another kind. */
  readonly tabular: boolean;
}

export const importLife = lifecycle('STATE_CHECKING', {
  STATE_CHECKING: { pass: 'STATE_CHECKED' },
  STATE_CHECKED: { apply: 'STATE_APPLYING' },
  STATE_APPLYING: { reserve: 'STATE_APPLYING', finish: 'STATE_APPLIED', refuse: 'STATE_REFUSED' },
  STATE_APPLIED: {},
  STATE_REFUSED: {},
} satisfies Arrows<State>);

/** Lines that one import may have: more are split, so that a batch stays one that people look through. */
export const mostLines = 50_000;

export const refuse = refusals({
  NOT_A_SHEET: { zh: '该材料不是表格', en: 'the evidence is no sheet' },
  IMPORT_FAULTY: {
    zh: '表格中有错误，请更正后重新导入',
    en: 'something is wrong with the sheet; mend it and import it anew',
  },
  IMPORT_TOO_LONG: {
    zh: `一次最多导入 ${String(mostLines)} 行，请拆分表格后分批导入`,
    en: `an import has at most ${String(mostLines)} lines; split the sheet and import its parts`,
  },
  IMPORT_RESERVED: {
    zh: '该批次正在写入，不能再拒绝',
    en: 'the import is being recorded and cannot be refused any more',
  },
  LINE_REFUSED: { zh: '有一行未能导入', en: 'a line could not be imported' },
});

/** An import as it begins: in the name of who asks for it, of a sheet that they see. */
export function beginImport<T extends ImportRecord>(draft: T, sheet: Sheet, by: Caller): T {
  if (!sheet.tabular) throw refuse.NOT_A_SHEET({ field: 'sheet', sheet: sheet.name });
  return {
    ...draft,
    state: importLife.initial,
    division: sheet.division,
    importedBy: by.subject,
    roles: [...by.roles],
    divisions: [...by.divisions],
  };
}

/** What the check of a sheet came to. */
export interface Outcome {
  readonly rowsTotal: number;
  readonly faultsTotal: number;
}

export const passImport = <T extends ImportRecord>(record: T, outcome: Outcome): T => ({
  ...importLife.move(record, 'pass'),
  ...outcome,
  rowsDone: outcome.rowsTotal,
});

export function applyImport<T extends ImportRecord>(record: T): T {
  const { name, faultsTotal } = record;
  const applying = importLife.move(record, 'apply');
  if (faultsTotal > 0) throw refuse.IMPORT_FAULTY({ name, faults: String(faultsTotal) });
  return { ...applying, rowsDone: 0 };
}

/** Every line has its place: from here on it is applied, whatever happens. */
export const reserveImport = <T extends ImportRecord>(record: T): T => ({
  ...importLife.move(record, 'reserve'),
  reserved: true,
});

export const finishImport = <T extends ImportRecord>(record: T): T => ({
  ...importLife.move(record, 'finish'),
  rowsDone: record.rowsTotal,
});

export function refuseImport<T extends ImportRecord>(record: T): T {
  const refused = importLife.move(record, 'refuse');
  if (record.reserved) throw refuse.IMPORT_RESERVED({ name: record.name });
  return { ...refused, rowsDone: 0, faultsTotal: 1 };
}
