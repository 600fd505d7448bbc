import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FigureServiceService } from '@doorstep/contracts/evaluation/v1/figure.js';
import { DivisionTree, unmerged } from '@doorstep/store';
import { bootService, eventually, person, reasonOf, type Running } from '@doorstep/testing/boot';
import { EvaluationModule } from '../evaluation.module.js';
import { Journals } from '../peers.js';
import { Book } from './figure.example.js';

describe('FigureService', () => {
  let app: Running<typeof FigureServiceService>;
  const [matching, stations] = [new Book(), new Book()];
  const [county, township] = [person('wang', '140930', ['county']), person('wu', '140930100', ['township'])];
  const [here, there] = ['1409301000010001', '140930101001'];
  const need = (id: string, version: number, day: string, division: string, channel: string) =>
    matching.write(`needs/${id}`, version, 'needs_collected', day, division, { by: { channel } });

  beforeAll(async () => {
    need('n1', 1, '', here, 'CHANNEL_BOX');
    need('n1', 2, '2025-03-04', here, 'CHANNEL_BOX');
    need('n2', 1, '2025-03-05', here, 'CHANNEL_HOTLINE');
    need('n3', 1, '2025-06-01', there, 'CHANNEL_BOX');
    need('n4', 1, '2025-06-02', here, 'CHANNEL_BOX');
    need('n4', 2, '', here, 'CHANNEL_BOX'); // merged: it does not count any more
    need('n2', 1, '2025-03-05', here, 'CHANNEL_HOTLINE'); // told twice
    matching.write('needs/n9', 1, 'unknown_figure', '2025-03-04', here);
    stations.write('stations/s1', 1, 'stations_built', '2025-01-10', here);
    stations.write('stations/s2', 1, 'stations_built', '2025-02-10', here);
    stations.write('stations/s2', 2, 'stations_built', '', here, { effective: '2025-08-01' }); // closed
    const journals = new Map([
      ['matching', matching],
      ['stations', stations],
    ]);
    app = await bootService(EvaluationModule, FigureServiceService, [
      [Journals, journals],
      [DivisionTree, unmerged],
    ]);
    await eventually(async () => {
      const { figures } = await app.as(county).listFigures();
      const counted = (name: string) => figures.find((figure) => figure.name === name)?.positions[0]?.seq;
      expect([counted('figures/stations_built'), counted('figures/needs_collected')]).toEqual([3, 8]);
    });
  });
  afterAll(() => app.close());

  it('does not boot where it is told of no service whose journal it could read', async () => {
    const alone = bootService(EvaluationModule, FigureServiceService, [[DivisionTree, unmerged]]);
    await expect(alone).rejects.toThrow('DOORSTEP_<SERVICE>_ADDRESS: is missing');
  });

  const value = async (by: typeof county, figure: string, asked = {}) =>
    (await app.as(by).getFigure({ name: `figures/${figure}`, ...asked })).value;

  it.each([
    { by: county, asked: {}, want: 3 },
    { by: county, asked: { fromDay: '2025-03-05' }, want: 2 },
    { by: county, asked: { fromDay: '2025-03-05', toDay: '2025-05-31' }, want: 1 },
    { by: county, asked: { division: '140930101' }, want: 1 },
    { by: township, asked: {}, want: 2 },
    { by: township, asked: { division: here }, want: 2 },
  ])('counts $want needs for $by.subject asking $asked', async ({ by, asked, want }) => {
    expect(await value(by, 'needs_collected', asked)).toBe(want);
    const { records } = await app.as(by).listFigureRecords({ name: 'figures/needs_collected', ...asked });
    expect(records).toHaveLength(want);
  });

  it.each([
    { toDay: '2025-01-31', want: 1 },
    { toDay: '2025-07-31', want: 2 },
    { toDay: '2025-08-01', want: 1 },
    { toDay: '', want: 1 },
  ])('knows the stock of stations at the end of "$toDay"', async ({ toDay, want }) => {
    expect(await value(county, 'stations_built', { toDay })).toBe(want);
    const { records } = await app.as(county).listFigureRecords({ name: 'figures/stations_built', toDay });
    expect(records).toHaveLength(want);
  });

  it('breaks a figure down by dimension and by the divisions below', async () => {
    const { parts } = await app.as(county).getFigure({ name: 'figures/needs_collected' });
    expect(parts).toMatchObject([
      { dimension: 'channel', key: 'CHANNEL_BOX', value: 2 },
      { dimension: 'channel', key: 'CHANNEL_HOTLINE', value: 1 },
      { dimension: 'division', key: '140930100', value: 2 },
      { dimension: 'division', key: '140930101', value: 1 },
    ]);
  });

  it('shows the records behind it, by pages', async () => {
    const asked = { name: 'figures/needs_collected', pageSize: 2 } as const;
    const first = await app.as(county).listFigureRecords(asked);
    const second = await app.as(county).listFigureRecords({ ...asked, pageToken: first.nextPageToken });
    expect([...first.records, ...second.records].map(({ record, day }) => [record, day])).toEqual([
      ['needs/n1', '2025-03-04'],
      ['needs/n2', '2025-03-05'],
      ['needs/n3', '2025-06-01'],
    ]);
    expect(second.nextPageToken).toBe('');
  });

  it.each<{ by: typeof county; asked: object; want: string }>([
    { by: county, asked: { name: 'figures/none' }, want: 'NOT_FOUND' },
    { by: township, asked: { division: '140930101' }, want: 'NOT_FOUND' },
    { by: township, asked: { division: '140930' }, want: 'NOT_FOUND' },
    { by: county, asked: { fromDay: '2025-05-01', toDay: '2025-04-01' }, want: 'PERIOD_REVERSED' },
    { by: county, asked: { fromDay: '2025-5-1' }, want: 'INVALID' },
    { by: person('zhao', here, ['grid_worker']), asked: {}, want: 'NOT_PERMITTED' },
  ])('refuses $by.subject asking $asked: $want', async ({ by, asked, want }) => {
    expect(await reasonOf(app.as(by).getFigure({ name: 'figures/needs_collected', ...asked }))).toBe(want);
  });
});
