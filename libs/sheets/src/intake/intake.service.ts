import type { Fault } from '@doorstep/contracts/sheets/v1/fault.js';
import * as contract from '@doorstep/contracts/sheets/v1/intake.js';
import { given, type Caller } from '@doorstep/domain';
import { Handlers, Serves } from '@doorstep/runtime';
import { Store, type Batch, type Stored } from '@doorstep/store';
import { Inject } from '@nestjs/common';
import { Unfit, type Column } from '../column.js';
import { tableIn } from '../entries.js';
import { SheetReader } from '../reader/reader.js';
import { refuse } from '../refusals.js';
import { ahead } from './ahead.js';
import { OrdinaryCreate } from './create.js';
import { clashing, countOf, faultOf, linesOf, surveyed, type Reading } from './lines.js';
import { learned, titleOf } from './learned.js';
import { templateOf } from './template.js';
import { received } from './received.js';
import type { Sheet } from './sheet.js';
import { Vocabulary } from './vocabulary.js';

/** Token of the sheets that a service declares. */
export const Sheets = Symbol('Sheets');

type Lines = AsyncIterable<contract.LinesRequest>;
type Noun = Sheet & { readonly create: OrdinaryCreate };

/** Faults that one answer tells. */
const told = 500;

/** A sheet of which nothing would become a record. */
const noLines: Fault = {
  ...{ line: 0, column: '', rule: 'SHEET_EMPTY' },
  zh: '表头以下没有可导入的行',
  en: 'no line below the header is to be imported',
};

/** Takes lines of sheets in, as the ordinary Create of each noun would. */
@Serves(contract.IntakeServiceService)
export class IntakeService implements contract.IntakeService {
  private readonly nouns: ReadonlyMap<string, Noun>;

  constructor(
    @Inject(Sheets) sheets: readonly Sheet[],
    private readonly store: Store,
    private readonly reader: SheetReader,
    private readonly vocabulary: Vocabulary,
    handlers: Handlers,
  ) {
    const nouns = sheets.map(({ collection, columns: declared }) => {
      const { name } = collection;
      const create = new OrdinaryCreate(name, declared, handlers);
      return [name, { collection, create, columns: learned(declared, create.drafted) }] as const;
    });
    this.nouns = new Map(nouns);
  }

  makeTemplate({ noun: name }: contract.MakeTemplateRequest) {
    const { create, columns } = this.noun(name);
    return Promise.resolve({
      content: templateOf(columns, create.drafted),
      fileName: `${titleOf(create.drafted)}导入模板.xlsx`,
    });
  }

  async *checkLines(requests: Lines): AsyncGenerator<contract.LinesResponse> {
    yield* this.withSheet(requests, async function* (reading) {
      const rowsTotal = await surveyed(reading);
      let rowsDone = 0;
      const faults = rowsTotal === 0 ? [noLines] : [];
      yield { rowsTotal, rowsDone, faults, notes: reading.table.notes.map(faultOf) };
      for await (const lines of linesOf(reading)) {
        const faults = [...lines.flatMap((line) => line.faults), ...(await clashing(lines, reading.batch))];
        rowsDone += lines.length;
        do yield { rowsTotal, rowsDone, faults: faults.splice(0, told), notes: [] };
        while (faults.length > 0);
      }
    });
  }

  async *holdLines(requests: Lines): AsyncGenerator<contract.LinesResponse> {
    yield* this.withSheet(requests, async function* (reading) {
      const rowsTotal = await countOf(reading);
      let rowsDone = 0;
      for await (const lines of ahead(linesOf(reading))) {
        const faults = lines.flatMap((line) => line.faults).slice(0, told);
        if (faults.length === 0) await reading.batch.hold(lines.flatMap(({ draft }) => draft ?? []));
        yield { rowsTotal, rowsDone: (rowsDone += lines.length), faults, notes: [] };
        if (faults.length > 0) return;
      }
    });
  }

  async *revealLines(request: contract.RevealLinesRequest): AsyncGenerator<contract.RevealLinesResponse> {
    for await (const revealed of this.batch(request).reveal()) yield { revealed };
  }

  async releaseLines(request: contract.ReleaseLinesRequest) {
    await this.batch(request).release();
    return {};
  }

  /** Opens a sheet for as long as it is worked on. One that no line can be taken from has faults as a whole. */
  private async *withSheet(
    requests: Lines,
    work: (reading: Reading) => AsyncGenerator<contract.LinesResponse>,
  ): AsyncGenerator<contract.LinesResponse> {
    const { request, file } = await received(requests);
    const { create, columns } = this.noun(request.noun);
    const caller = create.callerOf(given(request, 'importer'));
    const known = await this.knowing(columns, caller);
    const sheet = await this.reader.open(file, caller.subject);
    try {
      const table = tableIn(sheet, known);
      const id = request.import.split('/')[1] ?? '';
      yield* work({ table, columns: known, create, caller, batch: this.batch(request), id });
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      yield { rowsTotal: 0, rowsDone: 0, faults: error.faults.map(faultOf), notes: [] };
    } finally {
      await sheet.close();
    }
  }

  /** The columns with the words that records know. */
  private async knowing<C extends Column>(columns: readonly C[], caller: Caller): Promise<readonly C[]> {
    if (!columns.some(({ vocabulary }) => vocabulary)) return columns;
    const choices = await this.vocabulary.words(caller);
    return columns.map((column) => (column.vocabulary ? { ...column, choices } : column));
  }

  private batch({ noun, import: name }: contract.RevealLinesRequest): Batch<Stored> {
    return this.store.batch(this.noun(noun).collection, name);
  }

  /** Throws NOUN_NOT_IN_SHEETS. */
  private noun(name: string): Noun {
    const noun = this.nouns.get(name);
    if (noun === undefined) throw refuse.NOUN_NOT_IN_SHEETS({ field: 'noun', noun: name });
    return noun;
  }
}
