import { Division } from '@doorstep/contracts/stations/v1/division.js';
import { Category, Category_State } from '@doorstep/contracts/stations/v1/category.js';
import { notFound } from '@doorstep/domain';
import type { Categories, Divisions } from './peers.js';

/** A division tree as tests want it: everything in the county is there. */
export const divisions: Divisions = {
  getDivision: ({ name }) =>
    name.startsWith('divisions/140930')
      ? Promise.resolve(Division.fromPartial({ name }))
      : Promise.reject(notFound({ name })),
};

const words: Readonly<Record<string, readonly string[]>> = {
  'elder-care': ['养老助老', '养老', '养老服务', '助餐'],
  health: ['医疗健康', '健康', '医疗'],
  errand: ['便民代办', '代办'],
  'facility-repair': ['设施维修', '维修'],
};

/** A catalogue as tests want it: every category is open, but for `unknown` and `retired`. */
export const categories: Categories = {
  getCategory: ({ name }) => {
    const state = name === 'categories/retired' ? Category_State.RETIRED : Category_State.OPEN;
    return name === 'categories/unknown'
      ? Promise.reject(notFound({ name }))
      : Promise.resolve(Category.fromPartial({ name, state }));
  },
  listCategories: () => {
    const listed = Object.entries(words).map(([code, [displayName = '', ...rest]]) =>
      Category.fromPartial({ code, displayName, words: rest }),
    );
    return Promise.resolve({ categories: listed, nextPageToken: '' });
  },
};
