import type { Figures } from '@doorstep/contracts/figures.js';
import { type Import, Import_State as State } from '@doorstep/contracts/stations/v1/import.js';
import { type Evidence, Evidence_Kind } from '@doorstep/contracts/stations/v1/evidence.js';
import { lifecycle, refusals, type Arrows, type Caller, type Counts } from '@doorstep/domain';

const { CHECKING, CHECKED, APPLYING, APPLIED, REFUSED, FAILED } = State;

/** Lines that one import may have: more are split, so that a batch stays one that people look through. */
export const mostLines = 50_000;

export const refuse = refusals({
  NOT_A_SHEET: {
    zh: '该材料不是表格',
    en: 'the evidence is no sheet',
    remedy: { zh: '请上传表格类材料并引用', en: 'upload the sheet as evidence of the kind for sheets and name that' },
  },
  NOT_THE_IMPORTER: {
    zh: '只能由导入人确认导入，记录将以其名义登记',
    en: 'whoever began the import applies it: the records are theirs',
    remedy: {
      zh: '请由导入人确认，或由您重新导入',
      en: 'let whoever began it apply it, or begin an import of your own',
    },
  },
  IMPORT_FAULTY: {
    zh: '表格中有错误，请更正后重新导入',
    en: 'something is wrong with the sheet; mend it and import it anew',
    remedy: {
      zh: '请按所列错误更正表格后重新导入',
      en: 'mend the faults that the import lists and import the sheet anew',
    },
  },
  IMPORT_TOO_LONG: {
    zh: `一次最多导入 ${String(mostLines)} 行，请拆分表格后分批导入`,
    en: `an import has at most ${String(mostLines)} lines; split the sheet and import its parts`,
    remedy: { zh: '请拆分表格后分批导入', en: 'split the sheet and import its parts' },
  },
  IMPORT_GIVEN_UP: {
    zh: '系统多次处理该表格均未成功，已停止；没有记录写入。可重新检查，或更换表格后重新导入',
    en: 'the sheet could not be worked on after several tries; nothing was recorded. Check it again, or import another',
    remedy: {
      zh: '请在表格软件中另存为 .xlsx 或拆分后重新导入',
      en: 'save the sheet anew as .xlsx, or split it, and import that',
    },
  },
  IMPORT_WAITS: {
    zh: '暂时无法处理该表格，例如所需服务不可用；系统会在 15 分钟内自动重试，请勿重复导入',
    en: 'the sheet cannot be worked on now, as while a service is away; it is tried again for 15 minutes: do not import it anew',
    remedy: { zh: '请稍候再查看该导入', en: 'look at the import again in a while' },
  },
  IMPORT_HELD_UP: {
    zh: '各行均已占位，写入受阻；系统会一直重试到全部写入，请勿重复导入',
    en: 'every line has its place, but recording is held up; it is tried until all are: do not import the sheet anew',
    remedy: {
      zh: '请稍候再查看；一小时后仍未写入的，请联系平台运维人员',
      en: 'look again in a while; after an hour, tell the operators of the platform',
    },
  },
  IMPORT_RESERVED: {
    zh: '该批次正在写入，不能再拒绝',
    en: 'the import is being recorded and cannot be refused any more',
    remedy: { zh: '请等待导入完成', en: 'wait until the import is done' },
  },
});

export const importLife = lifecycle(CHECKING, {
  [CHECKING]: { pass: CHECKED, fail: FAILED },
  [CHECKED]: { apply: { to: APPLYING, onlyBy: 'importedBy', else: refuse.NOT_THE_IMPORTER } },
  [APPLYING]: { reserve: APPLYING, finish: APPLIED, refuse: REFUSED, fail: FAILED },
  [APPLIED]: {},
  [REFUSED]: {},
  [FAILED]: { retry: { to: CHECKING, onlyBy: 'importedBy', else: refuse.NOT_THE_IMPORTER } },
} satisfies Arrows<State, Import>);

/** What counts for the figures that the contract declares on an import. */
export const importCounts = {} satisfies Counts<Figures['doorstep.stations.v1.Import'], Import>;

/** An import as it begins: in the name of who asks for it, of a sheet that they see. */
export function beginImport(draft: Import, { name, division, kind }: Evidence, by: Caller): Import {
  if (kind !== Evidence_Kind.SHEET) throw refuse.NOT_A_SHEET({ field: 'sheet', sheet: name });
  return {
    ...draft,
    state: importLife.initial,
    division,
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

/** Lines are recorded with what its importer may do now, whatever they might when the sheet was checked. */
export function applyImport(record: Import, by: Caller): Import {
  const { name, faultsTotal } = record;
  const applying = importLife.move(record, 'apply', by);
  if (faultsTotal > 0) throw refuse.IMPORT_FAULTY({ name, faults: String(faultsTotal) });
  return { ...applying, rowsDone: 0, roles: [...by.roles], divisions: [...by.divisions] };
}

/** Every line has its place: from here on it is applied, whatever happens. */
export const reserveImport = (record: Import): Import => ({ ...importLife.move(record, 'reserve'), reserved: true });

export const finishImport = (record: Import): Import => ({
  ...importLife.move(record, 'finish'),
  rowsDone: record.rowsTotal,
});

export function refuseImport(record: Import, faultsTotal: number): Import {
  const refused = importLife.move(record, 'refuse');
  if (record.reserved) throw refuse.IMPORT_RESERVED({ name: record.name });
  return { ...refused, rowsDone: 0, faultsTotal };
}

/** It was given up; nothing is recorded. */
export function failImport(record: Import): Import {
  const failed = importLife.move(record, 'fail');
  if (record.reserved) throw refuse.IMPORT_RESERVED({ name: record.name });
  return { ...failed, rowsDone: 0, faultsTotal: 1 };
}

/** It is checked once more, as whoever asks for it may by now. */
export function retryImport(record: Import, by: Caller): Import {
  const again = importLife.move(record, 'retry', by);
  return { ...again, rowsTotal: 0, rowsDone: 0, faultsTotal: 0, roles: [...by.roles], divisions: [...by.divisions] };
}
