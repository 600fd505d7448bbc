import { Inject, Injectable } from '@nestjs/common';
import { Category_State, type Category } from '@doorstep/contracts/stations/v1/category.js';
import { DomainError, refusals, type Caller } from '@doorstep/domain';
import { Vocabulary } from '@doorstep/sheets/intake';
import { LRUCache } from 'lru-cache';
import { Categories } from './peers.js';

const refuse = refusals({
  CATEGORY_UNKNOWN: {
    zh: '类别目录中没有该类别',
    en: 'the catalogue has no such category',
    remedy: {
      zh: '请填写类别目录中启用的类别代码',
      en: 'give the code of a category that GET /v1/categories shows as open',
    },
  },
  CATEGORY_RETIRED: {
    zh: '该类别已停用',
    en: 'the category was retired',
    remedy: { zh: '请改用启用的类别，或由县级恢复该类别', en: 'give one that is open, or let the county reopen it' },
  },
});

/** How long a category that was found open is taken for open: so long may a retired one still be recorded. */
const freshMs = 10_000;
const mostKept = 1_000;
const pageSize = 200;

/**
 * The county's catalogue of categories, as creates need it: what is open is remembered for a while, so that a create
 * asks no peer; what is not is asked for each time, so that a category can be used as soon as it is there.
 */
@Injectable()
export class Catalogue extends Vocabulary {
  private readonly open = new LRUCache<string, true>({ max: mostKept, ttl: freshMs, ttlResolution: 0 });

  constructor(@Inject(Categories) private readonly categories: Categories) {
    super();
  }

  /** Proves that every code is of an open category. Throws CATEGORY_UNKNOWN, CATEGORY_RETIRED with the field. */
  async prove(field: string, codes: readonly string[], caller: Caller): Promise<void> {
    await Promise.all(codes.map((code) => this.proveOne(field, code, caller)));
  }

  private async proveOne(field: string, code: string, caller: Caller): Promise<void> {
    if (code === '' || this.open.has(code)) return; // that one must be there, the contract says
    const category = await this.find(code, caller);
    if (category?.state === Category_State.OPEN) return void this.open.set(code, true);
    const refusal = category === undefined ? refuse.CATEGORY_UNKNOWN : refuse.CATEGORY_RETIRED;
    const { text } = refusal();
    throw refusal({ field, category: code }, [{ field, rule: 'category.open', text }]);
  }

  private async find(code: string, caller: Caller): Promise<Category | undefined> {
    try {
      return await this.categories.getCategory({ name: `categories/${code}` }, caller);
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'NOT_FOUND') return undefined;
      throw error;
    }
  }

  /** What people write in sheets → the code of an open category: its name, or another word for it that means no other one. */
  async words(caller: Caller): Promise<Readonly<Record<string, string>>> {
    const open = await this.allOpen(caller);
    const others = meaningOne(open.flatMap(({ code, words }) => words.map((word) => [word, code])));
    return { ...others, ...meaningOne(open.map(({ code, displayName }) => [displayName, code])) };
  }

  private async allOpen(caller: Caller): Promise<Category[]> {
    const found: Category[] = [];
    const asked = { pageSize, filter: `state = "${Category_State.OPEN}"`, orderBy: '' };
    for (let pageToken = ''; ;) {
      const page = await this.categories.listCategories({ ...asked, pageToken }, caller);
      found.push(...page.categories);
      if (page.nextPageToken === '') return found;
      pageToken = page.nextPageToken;
    }
  }
}

/** Those words that stand for one code: whoever writes another must say which category is meant. */
function meaningOne(meanings: readonly (readonly [word: string, code: string])[]): Record<string, string> {
  const codes = new Map<string, Set<string>>();
  for (const [word, code] of meanings) codes.set(word, (codes.get(word) ?? new Set()).add(code));
  return Object.fromEntries(
    [...codes].flatMap(([word, [code, ...more]]) => (code && !more.length ? [[word, code]] : [])),
  );
}
