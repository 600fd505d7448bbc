import * as contract from '@doorstep/contracts/sheets/v1/intake.js';
import { given } from '@doorstep/domain';
import { Handlers, Serves } from '@doorstep/runtime';
import { Store, type Batch, type Stored } from '@doorstep/store';
import { Inject } from '@nestjs/common';
import { refuse } from '../refusals.js';
import { ahead } from './ahead.js';
import { OrdinaryCreate } from './create.js';
import { clashing, countOf, linesOf, type Reading } from './lines.js';
import { received } from './received.js';
import type { Sheet } from './sheet.js';

/** Token of the sheets that a service declares. */
export const Sheets = Symbol('Sheets');

type Lines = AsyncIterable<contract.LinesRequest>;
type Noun = Sheet & { readonly create: OrdinaryCreate };

/** Faults that one answer tells. */
const told = 500;

/** Takes lines of sheets in, as the ordinary Create of each noun would. */
@Serves(contract.IntakeServiceService)
export class IntakeService implements contract.IntakeService {
  private readonly nouns: ReadonlyMap<string, Noun>;

  constructor(
    @Inject(Sheets) sheets: readonly Sheet[],
    private readonly store: Store,
    handlers: Handlers,
  ) {
    const nouns = sheets.map((sheet) => {
      const { name } = sheet.collection;
      return [name, { ...sheet, create: new OrdinaryCreate(name, sheet.columns, handlers) }] as const;
    });
    this.nouns = new Map(nouns);
  }

  async *checkLines(requests: Lines): AsyncGenerator<contract.LinesResponse> {
    const reading = await this.reading(requests);
    const rowsTotal = await countOf(reading);
    let rowsDone = 0;
    yield { rowsTotal, rowsDone, faults: [] };
    for await (const lines of linesOf(reading)) {
      const faults = [...lines.flatMap((line) => line.faults), ...(await clashing(lines, reading.batch))];
      rowsDone += lines.length;
      do yield { rowsTotal, rowsDone, faults: faults.splice(0, told) };
      while (faults.length > 0);
    }
  }

  async *holdLines(requests: Lines): AsyncGenerator<contract.LinesResponse> {
    const reading = await this.reading(requests);
    const rowsTotal = await countOf(reading);
    let rowsDone = 0;
    for await (const lines of ahead(linesOf(reading))) {
      const faults = lines.flatMap((line) => line.faults).slice(0, told);
      if (faults.length === 0) await reading.batch.hold(lines.flatMap(({ draft }) => draft ?? []));
      yield { rowsTotal, rowsDone: (rowsDone += lines.length), faults };
      if (faults.length > 0) return;
    }
  }

  async *revealLines(request: contract.RevealLinesRequest): AsyncGenerator<contract.RevealLinesResponse> {
    for await (const revealed of this.batch(request).reveal()) yield { revealed };
  }

  async releaseLines(request: contract.ReleaseLinesRequest) {
    await this.batch(request).release();
    return {};
  }

  private async reading(requests: Lines): Promise<Reading> {
    const { request, file } = await received(requests);
    const { create, columns } = this.noun(request.noun);
    const caller = create.callerOf(given(request, 'importer'));
    return { file, columns, create, caller, batch: this.batch(request), id: request.import.split('/')[1] ?? '' };
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
