import { audience, divisionPath } from '@doorstep/domain';
import type { mongo } from 'mongoose';
import { catalogue } from '../../replay/catalogue.ts';

const perCommunity = 5_000;
const batch = 5_000;

/** The township whose sheets are imported. */
export const township = '140930100';

/** Code of the `i`-th compound of the township, 5,000 a community. */
const compoundAt = (i: number): string =>
  `${township}${String(1 + Math.floor(i / perCommunity)).padStart(3, '0')}${String(1 + (i % perCommunity)).padStart(4, '0')}`;

/** Puts the division tree into the database of stations, as creates would have left it. */
export async function seedDivisions(db: mongo.Db, compounds: number): Promise<void> {
  const codes = new Set(Array.from({ length: compounds }, (_, i) => divisionPath(compoundAt(i))).flat());
  const documents = [...codes].map((code) => {
    const path = divisionPath(code);
    const stored = { _id: `divisions/${code}`, _v: 1, _aud: ['*', ...path.map(audience.division)] };
    return {
      ...{ ...stored, _req: [{ k: code, mac: '', v: 1 }], _ev: [], _fig: {} },
      ...{ code, parent: path.at(-2) ?? '', displayName: `区划${code}`, state: 'STATE_IN_FORCE' },
    };
  });
  const divisions = db.collection<(typeof documents)[number]>('divisions');
  for (let at = 0; at < documents.length; at += batch) await divisions.insertMany(documents.slice(at, at + batch));
}

/** A township's list of compounds, from the `from`-th on. */
export const compoundSheet = (from: number, rows: number): string =>
  ['小区代码,登记日期', ...Array.from({ length: rows }, (_, i) => `${compoundAt(from + i)},2025年3月5日`)].join('\r\n');

/** Puts the catalogue of categories into the database of stations, as creates would have left it. */
export async function seedCatalogue(db: mongo.Db): Promise<void> {
  const documents = catalogue.map((entry) => ({
    ...{ _id: `categories/${entry.code}`, _v: 1, _aud: ['*', audience.division('140930')] },
    ...{ _req: [{ k: entry.code, mac: '', v: 1 }], _ev: [], _fig: {} },
    ...{ ...entry, words: [...entry.words], division: '140930', state: 'STATE_OPEN' },
  }));
  await db.collection<(typeof documents)[number]>('categories').insertMany(documents);
}

const categories = ['养老', '维修', '停车', '文化'];

/** A community's list of needs, in its compounds. */
export const needSheet = (rows: number): string =>
  [
    '小区代码,需求名称,类别,需求来源,紧急程度,数量,截止日期,联系人,联系电话,详细地址,登记日期',
    ...Array.from({ length: rows }, (_, i) => {
      const phone = `139${String(i).padStart(8, '0')}`;
      const place = [compoundAt(i % 400), `为老人送餐第${String(i)}户`, categories[i % categories.length]];
      return [...place, '网格员', '一般', 1 + (i % 5), '2099/12/31', '某某', phone, '三号楼', '2025.3.5'].join(',');
    }),
  ].join('\r\n');
