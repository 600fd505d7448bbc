import { pageSize, pageTokens, type Page, type PageRequest } from '@doorstep/aip';
import type { Figure_Position as Position, FigureRecord } from '@doorstep/contracts/evaluation/v1/figure.js';
import type { FigureDefinition } from '@doorstep/contracts/figures.js';
import { Kind } from '@doorstep/contracts/figures/v1/kind.js';
import type { Day } from '@doorstep/domain';
import type { Position as ConsumerPosition } from '@doorstep/events';
import { installationKey, type Database } from '@doorstep/store';
import type { mongo } from 'mongoose';
import type { Counted, CountedPart } from './figure.disclosure.js';
import { figureCollections, type DayCounter, type FigureCollections, type Row } from './figure.collections.js';
import { fold, lasts, quartersWithin, span, type Buckets } from './figure.js';
import { group } from './figure.projection.js';

/** Where and when a figure is asked. */
export interface Question {
  readonly definition: FigureDefinition;
  readonly division: string;
  readonly from: Day;
  readonly to: Day;
}

/** Reads figures from day counters, and the records behind them from rows. */
export class FigureQueries {
  private readonly figures: FigureCollections;

  constructor(private readonly database: Database) {
    this.figures = figureCollections(database);
  }

  /** The figure, and its parts by dimension and by the divisions one level below. Throws PERIOD_REVERSED. */
  async sum(question: Question): Promise<Pick<Counted, 'value' | 'parts'>> {
    const { definition, division, from, to } = question;
    const { id: figure, kind, owner } = definition;
    const day = span(kind, from, to);
    const g = await this.serving(owner);
    const [own, below] = await Promise.all([
      this.group(kind, { g, figure, division, day }, { dimension: '$dimension', key: '$key' }),
      this.group(
        kind,
        { g, figure, parent: division, dimension: '', day },
        { dimension: 'division', key: '$division' },
      ),
    ]);
    const whole = own.find(({ dimension }) => dimension === '');
    const quarters = kind === Kind.MINIMUM ? quartersWithin(from || beginningOf(whole?.buckets), to) : [];
    const partOf = ({ dimension, key, buckets }: Group): CountedPart => ({
      dimension,
      key,
      value: fold(kind, buckets, quarters),
    });
    const parts = [...own.filter((group) => group !== whole), ...below].map(partOf);
    return { value: whole ? partOf(whole).value : 0, parts: parts.filter(({ value }) => value !== 0) };
  }

  /** A page of the records behind a figure, by day. Throws PERIOD_REVERSED, PAGE_TOKEN_FOREIGN. */
  async records(question: Question, page: PageRequest, subject: string): Promise<Page<FigureRecord>> {
    const { definition, division, from, to } = question;
    const tokens = pageTokens(await installationKey(this.database.db));
    const binding = JSON.stringify(['figure', definition.id, division, from, to, subject]);
    const size = pageSize(page.pageSize);
    const [day, _id] = (tokens.read(binding, page.pageToken) ?? []) as string[];
    const filter: mongo.Filter<Row> = {
      g: await this.serving(definition.owner),
      figure: definition.id,
      path: division,
      from: { ...span(definition.kind, from, to), $gt: '' },
      ...(lasts(definition.kind) && { $and: [{ $or: [{ until: '' }, { until: { $gt: to } }] }] }),
      ...(day && { $or: [{ from: { $gt: day } }, { from: day, _id: { $gt: _id ?? '' } }] }),
    };
    const rows = await this.figures.rows
      .find(filter)
      .sort({ from: 1, _id: 1 })
      .limit(size + 1)
      .toArray();
    const last = rows.length > size ? rows[size - 1] : undefined;
    return {
      items: rows.slice(0, size).map(recordOf),
      nextPageToken: last ? tokens.issue(binding, [last.from, last._id]) : '',
    };
  }

  /** How far the journals have been counted. */
  async positions(owners: readonly string[]): Promise<Position[]> {
    const ids = owners.map((owner) => `${group}:${owner}`);
    const found = await this.database.db
      .collection<ConsumerPosition>('positions')
      .find({ _id: { $in: ids } })
      .sort({ _id: 1 })
      .toArray();
    return found.map(({ _id, epoch, seq }) => ({ service: _id.slice(group.length + 1), epoch, seq }));
  }

  private async group(
    kind: Kind,
    match: mongo.Filter<DayCounter>,
    by: Readonly<Record<'dimension' | 'key', string>>,
  ): Promise<Group[]> {
    const dimension = by.dimension.startsWith('$') ? by.dimension : { $literal: by.dimension };
    const sums = this.figures.days.aggregate<{ _id: Omit<Group, 'buckets'>; buckets: { size: string; n: number }[] }>([
      { $match: match },
      { $group: { _id: { dimension, key: by.key, bucket: bucketOf(kind) }, n: { $sum: '$n' } } },
      { $match: { n: { $ne: 0 } } },
      {
        $group: {
          _id: { dimension: '$_id.dimension', key: '$_id.key' },
          buckets: { $push: { size: { $toString: '$_id.bucket' }, n: '$n' } },
        },
      },
      { $sort: { _id: 1 } },
    ]);
    return (await sums.toArray()).map(({ _id, buckets }) => ({
      ..._id,
      buckets: new Map(buckets.map(({ size, n }) => [size, n])),
    }));
  }

  private async serving(owner: string): Promise<number> {
    return (await this.figures.generations.findOne({ _id: owner }))?.serving ?? 1;
  }
}

/** What was counted in one place of a dimension. */
interface Group {
  readonly dimension: string;
  readonly key: string;
  readonly buckets: Buckets;
}

/** By what counters of one place are kept apart before they are folded: `figure.ts` says how. */
function bucketOf(kind: Kind): unknown {
  if (kind === Kind.MEDIAN) return '$size';
  if (kind !== Kind.MINIMUM) return { $literal: '' };
  const quarter = { $ceil: { $divide: [{ $toInt: { $substrBytes: ['$day', 5, 2] } }, 3] } };
  return { $concat: [{ $substrBytes: ['$day', 0, 4] }, '-Q', { $toString: { $toInt: quarter } }] };
}

/** First day of the first quarter in which anything was counted; a day behind all others where there is none. */
function beginningOf(buckets: Buckets = new Map()): string {
  const [first] = [...buckets.keys()].sort();
  return first ? `${first.slice(0, 4)}-${String(3 * Number(first.slice(-1)) - 2).padStart(2, '0')}-01` : '9999-12-31';
}

const recordOf = ({ record, version, from: day, division, by }: Row): FigureRecord => ({
  record,
  version,
  day,
  division,
  dimensions: Object.entries(by).map(([dimension, key]) => ({ dimension, key, value: 1, withheld: false })),
});
