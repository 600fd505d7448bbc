import { createHmac, timingSafeEqual } from 'node:crypto';
import { failure } from '@doorstep/domain';

const pageTokenForeign = failure(
  'INVALID_ARGUMENT',
  'PAGE_TOKEN_FOREIGN',
  '分页标记无效：它属于另一个列表、另一个条件或另一位用户',
  'the page token belongs to another list, filter or caller',
  { zh: '请从第一页重新读取', en: 'begin at the first page, without a token' },
);

/** What a list request says of paging (AIP-158). */
export interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}
/** One page; the token is empty at the end. */
export interface Page<T> {
  readonly items: T[];
  readonly nextPageToken: string;
}

const defaultSize = 50;
const maxSize = 200;
const macBytes = 12;

/** Rows that a page holds: 50 where nothing is said, 200 at most. */
export const pageSize = (asked: number): number => (asked > 0 ? Math.min(asked, maxSize) : defaultSize);

const mac = (key: Uint8Array, binding: string, cursor: string): Buffer =>
  createHmac('sha256', key).update(binding).update('\0').update(cursor).digest().subarray(0, macBytes);

/** Makes and reads page tokens that fit one list, filter and caller only: all of them go into `binding`. */
export const pageTokens = (key: Uint8Array) => ({
  /** @param cursor where the next page begins: JSON values only. */
  issue(binding: string, cursor: readonly unknown[]): string {
    const text = JSON.stringify(cursor);
    return Buffer.concat([mac(key, binding, text), Buffer.from(text)]).toString('base64url');
  },
  /** The cursor; undefined for the first page. Throws PAGE_TOKEN_FOREIGN. */
  read(binding: string, token: string): readonly unknown[] | undefined {
    if (token === '') return undefined;
    const bytes = Buffer.from(token, 'base64url');
    const text = bytes.subarray(macBytes).toString();
    const signed = bytes.length > macBytes && timingSafeEqual(bytes.subarray(0, macBytes), mac(key, binding, text));
    if (!signed) throw pageTokenForeign();
    return JSON.parse(text) as unknown[];
  },
});
