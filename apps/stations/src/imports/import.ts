import { type Import, Import_State as State } from '@doorstep/contracts/stations/v1/import.js';
import { type Evidence, Evidence_Kind } from '@doorstep/contracts/stations/v1/evidence.js';
import { lifecycle, refusals, type Arrows, type Caller } from '@doorstep/domain';

const { CHECKING, CHECKED, APPLYING, APPLIED, REFUSED } = State;

export const importLife = lifecycle(CHECKING, {
  [CHECKING]: { pass: CHECKED },
  [CHECKED]: { apply: APPLYING },
  [APPLYING]: { finish: APPLIED, refuse: REFUSED },
  [APPLIED]: {},
  [REFUSED]: {},
} satisfies Arrows<State>);

export const refuse = refusals({
  NOT_A_SHEET: { zh: '该材料不是表格', en: 'the evidence is no sheet' },
  IMPORT_FAULTY: {
    zh: '表格中有错误，请更正后重新导入',
    en: 'something is wrong with the sheet; mend it and import it anew',
  },
  LINE_REFUSED: { zh: '有一行未能导入', en: 'a line could not be imported' },
});

/** An import as it begins: in the name of who asks for it, of a sheet that they see. */
export function beginImport(draft: Import, sheet: Evidence, by: Caller): Import {
  if (sheet.kind !== Evidence_Kind.SHEET) throw refuse.NOT_A_SHEET({ field: 'import.sheet', sheet: sheet.name });
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

export const passImport = (record: Import, outcome: Outcome): Import => ({
  ...importLife.move(record, 'pass'),
  ...outcome,
  rowsDone: outcome.rowsTotal,
});

export function applyImport(record: Import): Import {
  const { name, faultsTotal } = record;
  const applying = importLife.move(record, 'apply');
  if (faultsTotal > 0) throw refuse.IMPORT_FAULTY({ name, faults: String(faultsTotal) });
  return { ...applying, rowsDone: 0 };
}

export const finishImport = (record: Import): Import => ({
  ...importLife.move(record, 'finish'),
  rowsDone: record.rowsTotal,
});

export const refuseImport = (record: Import): Import => ({
  ...importLife.move(record, 'refuse'),
  rowsDone: 0,
  faultsTotal: 1,
});
