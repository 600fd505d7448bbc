import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Category, Category_State as State } from '@doorstep/contracts/stations/v1/category.js';
import { failure, notFound } from '@doorstep/domain';
import { person, reasonOf } from '@doorstep/testing';
import { Catalogue } from './catalogue.js';

const zhao = person('zhao');
const away = failure('UNAVAILABLE', 'PEER_UNAVAILABLE', '不可用', 'unavailable', { zh: '请重试', en: 'repeat' });

/** A catalogue over a peer that knows some categories, which a test may change, and counts what it is asked. */
function over(states: Record<string, State>, pages: readonly Category[][] = []) {
  const asked: string[] = [];
  const catalogue = new Catalogue({
    getCategory: ({ name }) => {
      asked.push(name);
      if (name === 'categories/away') return Promise.reject(away());
      const state = states[name.replace('categories/', '')];
      return state === undefined
        ? Promise.reject(notFound({ name }))
        : Promise.resolve(Category.fromPartial({ state }));
    },
    listCategories: ({ pageToken }) => {
      const at = Number(pageToken || '0');
      const nextPageToken = at + 1 < pages.length ? String(at + 1) : '';
      return Promise.resolve({ categories: [...(pages[at] ?? [])], nextPageToken });
    },
  });
  return { asked, catalogue, prove: (...codes: string[]) => catalogue.prove('need.category', codes, zhao) };
}

describe('the catalogue', () => {
  afterEach(() => void jest.restoreAllMocks());

  it.each([
    { codes: ['health'], want: 'answered' },
    { codes: ['health', 'unheard'], want: 'CATEGORY_UNKNOWN' },
    { codes: ['health', 'old'], want: 'CATEGORY_RETIRED' },
    { codes: ['away'], want: 'PEER_UNAVAILABLE' },
    { codes: [''], want: 'answered' },
  ])('$codes: $want', async ({ codes, want }) => {
    expect(await reasonOf(over({ health: State.OPEN, old: State.RETIRED }).prove(...codes))).toBe(want);
  });

  it('names the field and the category that it refuses', async () => {
    await expect(over({}).prove('unheard')).rejects.toMatchObject({
      facts: { field: 'need.category', category: 'unheard' },
      violations: [{ field: 'need.category', rule: 'category.open' }],
    });
  });

  it('asks once for what is open, until that may have changed', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    const states: Record<string, State> = { health: State.OPEN };
    const { asked, prove } = over(states);
    await prove('health');
    await prove('health');
    expect(asked).toHaveLength(1);
    states['health'] = State.RETIRED;
    now.mockReturnValue(12_000);
    expect(await reasonOf(prove('health'))).toBe('CATEGORY_RETIRED');
  });

  it('takes a category as soon as it is there', async () => {
    const states: Record<string, State> = {};
    const { prove } = over(states);
    expect(await reasonOf(prove('health'))).toBe('CATEGORY_UNKNOWN');
    states['health'] = State.OPEN;
    expect(await reasonOf(prove('health'))).toBe('answered');
  });

  it('knows the words of every page', async () => {
    const entry = (code: string, displayName: string, words: string[]) =>
      Category.fromPartial({ code, displayName, words });
    const pages = [[entry('health', '医疗健康', ['健康'])], [entry('culture', '文体活动', [])]];
    expect(await over({}, pages).catalogue.words(zhao)).toEqual({
      ...{ 医疗健康: 'health', 健康: 'health' },
      文体活动: 'culture',
    });
  });

  it('knows no word that means several, and takes the name of one before a word of another', async () => {
    const entry = (code: string, displayName: string, words: string[]) =>
      Category.fromPartial({ code, displayName, words });
    const page = [entry('health', '健康', ['义诊', '送医']), entry('elder-care', '养老', ['健康', '义诊'])];
    expect(await over({}, [page]).catalogue.words(zhao)).toEqual({
      ...{ 健康: 'health', 养老: 'elder-care', 送医: 'health' },
    });
  });
});
