import { posix } from 'node:path';
import { most } from '../row.js';
import { Spoilt } from './spoilt.js';
import { through } from './xml.js';
import type { Part } from './zip.js';

type Parts = ReadonlyMap<string, Part>;

/** A relationship of a part of a package with another. Source: ECMA-376, part 2, 6.5. */
interface Relationship {
  readonly id: string;
  /** The end of its type: the beginning differs between editions of the format. */
  readonly type: string;
  readonly target: string;
}

/** What a workbook says of itself. */
export interface Workbook {
  /** Whether its days count from 1904. */
  readonly from1904: boolean;
  readonly sheets: readonly { readonly name: string; readonly hidden: boolean; readonly part: Part }[];
  readonly strings: Part | undefined;
  readonly styles: Part | undefined;
}

/** The workbook of a package, wherever its parts lie. Throws Spoilt. */
export async function workbookIn(parts: Parts): Promise<Workbook> {
  const top = await relationshipsOf('', parts);
  const at = top.find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  const part = parts.get(at);
  if (part === undefined) throw new Spoilt('SHEET_UNREADABLE');
  const relationships = await relationshipsOf(at, parts);
  const found: { name: string; hidden: boolean; part: Part }[] = [];
  let from1904 = false;
  await through(part, {
    open(tag, attribute) {
      if (tag === 'workbookPr') from1904 = ['1', 'true', 'on'].includes(attribute('date1904') ?? '');
      if (tag !== 'sheet') return;
      const related = relationships.find(({ id }) => id === attribute('id'));
      if (related === undefined) throw new Spoilt('SHEET_UNREADABLE');
      if (related.type !== 'worksheet' && related.type !== '') return; // a sheet of nothing but a chart
      const sheet = parts.get(related.target);
      if (sheet === undefined) throw new Spoilt('SHEET_UNREADABLE');
      if (found.length >= most.sheets) throw new Spoilt('SHEET_TOO_LARGE');
      found.push({ name: attribute('name') ?? '', hidden: /hidden/i.test(attribute('state') ?? ''), part: sheet });
    },
  });
  const partOf = (wanted: string): Part | undefined =>
    parts.get(relationships.find(({ type }) => type === wanted)?.target ?? '');
  return { from1904, sheets: found, strings: partOf('sharedStrings'), styles: partOf('styles') };
}

const mostRelationships = 10_000;

/** The relationships of a part, the package's where it has no name. */
async function relationshipsOf(name: string, parts: Parts): Promise<readonly Relationship[]> {
  const { dir, base } = posix.parse(name);
  const part = parts.get(posix.join(dir, '_rels', `${base}.rels`));
  const found: Relationship[] = [];
  if (part === undefined) return found;
  await through(part, {
    open(tag, attribute) {
      if (tag !== 'Relationship' || attribute('TargetMode') === 'External') return;
      if (found.length >= mostRelationships) throw new Spoilt('SHEET_TOO_LARGE');
      const target = (attribute('Target') ?? '').toLowerCase();
      const type = (attribute('Type') ?? '').split('/').at(-1) ?? '';
      const path = target.startsWith('/') ? target.slice(1) : posix.join(dir, target);
      found.push({ id: attribute('Id') ?? '', type, target: path });
    },
  });
  return found;
}
