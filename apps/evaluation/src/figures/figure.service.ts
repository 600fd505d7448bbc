import { Inject } from '@nestjs/common';
import { idOf } from '@doorstep/aip';
import * as contract from '@doorstep/contracts/evaluation/v1/figure.js';
import { catalogue, type FigureDefinition } from '@doorstep/contracts/figures.js';
import { audience, dayOf, divisionPath, notFound, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { Clock, Database } from '@doorstep/store';
import { definitionOf } from './figure.catalogue.js';
import { disclosed, recordsWithheld } from './figure.disclosure.js';
import { percent } from './figure.js';
import { FigureQueries, type Question } from './figure.queries.js';

/** Where and when, as every request says it. */
type Asked = Pick<contract.GetFigureRequest, 'division' | 'fromDay' | 'toDay'>;

@Serves(contract.FigureServiceService)
export class FigureService implements contract.FigureService {
  private readonly queries: FigureQueries;

  constructor(
    @Inject(Database) database: Database,
    @Inject(Clock) private readonly now: () => Date,
  ) {
    this.queries = new FigureQueries(database);
  }

  async getFigure(request: contract.GetFigureRequest, caller: Caller) {
    return this.answer(this.question(named(request.name), request, caller));
  }

  async listFigures(request: contract.ListFiguresRequest, caller: Caller) {
    const asked = catalogue.map((definition) => this.answer(this.question(definition, request, caller)));
    return { figures: await Promise.all(asked) };
  }

  async listFigureRecords(request: contract.ListFigureRecordsRequest, caller: Caller) {
    const definition = counted(named(request.name));
    if (definition.sensitive) throw recordsWithheld({ figure: definition.id });
    const question = this.question(definition, request, caller);
    const { items, nextPageToken } = await this.queries.records(question, request, caller.subject);
    return { records: items, nextPageToken };
  }

  private question(definition: FigureDefinition, { division, fromDay, toDay }: Asked, caller: Caller): Question {
    return {
      definition,
      division: within(division || (caller.divisions[0] ?? ''), caller),
      from: fromDay,
      to: toDay || dayOf(this.now()),
    };
  }

  private async answer(question: Question): Promise<contract.Figure> {
    const { definition, division, from, to } = question;
    const [counted, positions] = await Promise.all([
      definition.ratio ? this.share(question, definition.ratio) : this.queries.sum(question),
      this.queries.positions([definition.owner]),
    ]);
    const { id, displayName, definition: text, kind, owner } = definition;
    const today = dayOf(this.now());
    return {
      name: `figures/${id}`,
      displayName,
      definition: text,
      kind,
      owner,
      division,
      fromDay: from,
      toDay: to,
      ...disclosed(definition, { numerator: 0, denominator: 0, ...counted }, { from, to, today }),
      positions,
    };
  }

  /** A share of one figure in another, in all and in each part that the other has. */
  private async share(question: Question, { numerator, denominator }: NonNullable<FigureDefinition['ratio']>) {
    const of = (id: string) => this.queries.sum({ ...question, definition: named(`figures/${id}`) });
    const [some, all] = await Promise.all([of(numerator), of(denominator)]);
    const parts = all.parts.map(({ dimension, key, value }) => {
      const part = some.parts.find((other) => other.dimension === dimension && other.key === key);
      return { dimension, key, value: percent(part?.value ?? 0, value) };
    });
    return { value: percent(some.value, all.value), parts, numerator: some.value, denominator: all.value };
  }
}

/** The figure whose records stand behind one: of a ratio, its numerator. */
const counted = (definition: FigureDefinition): FigureDefinition =>
  definition.ratio ? named(`figures/${definition.ratio.numerator}`) : definition;

function named(name: string): FigureDefinition {
  const definition = definitionOf(idOf('figures', name));
  if (definition === undefined) throw notFound({ name });
  return definition;
}

/** A division that the caller reaches. Throws NOT_FOUND. */
function within(division: string, { scope }: Caller): string {
  const keys = divisionPath(division).map(audience.division);
  if (scope !== 'everywhere' && !keys.some((key) => scope.includes(key))) throw notFound({ division });
  return division;
}
