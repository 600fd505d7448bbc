import { Unreadable } from './file.source.js';

/** A part of the file, from a place up to another. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Items that are pictures, coded or put together from others. Whatever else there is says something of them. */
const pictures: ReadonlySet<string> = new Set(['hvc1', 'hev1', 'lhv1', 'av01', 'jpeg', 'grid', 'iden', 'iovl', 'tmap']);
const mostRanges = 1_000;

/**
 * Where in the file lies what is no picture, by the box `meta`; what of it lies in that box itself is emptied there.
 * Source: ISO/IEC 14496-12, 8.11. Throws Unreadable.
 */
export function wipedIn(meta: Buffer): readonly Range[] {
  const boxes = new Map(boxesIn(meta, 4));
  const [infos, places, idat] = [boxes.get('iinf'), boxes.get('iloc'), boxes.get('idat')];
  if (infos === undefined || places === undefined) throw new Unreadable('no items');
  const others = otherItems(infos);
  const extents = extentsIn(places).filter(({ item }) => others.has(item));
  if (extents.length > mostRanges) throw new Unreadable('too many parts');
  for (const { start, end, inside } of extents)
    if (inside) idat?.fill(0, Math.min(start, idat.length), Math.min(end, idat.length));
  return extents.filter(({ inside }) => !inside);
}

function* boxesIn(parent: Buffer, from: number): Generator<[type: string, body: Buffer]> {
  for (let at = from; at + 8 <= parent.length;) {
    const length = parent.readUInt32BE(at) || parent.length - at;
    if (length < 8 || at + length > parent.length) throw new Unreadable('a box longer than its box');
    yield [parent.toString('latin1', at + 4, at + 8), parent.subarray(at + 8, at + length)];
    at += length;
  }
}

/** Ids of the items that are no pictures. */
function otherItems(iinf: Buffer): ReadonlySet<number> {
  const others = new Set<number>();
  for (const [type, info] of boxesIn(iinf, iinf[0] === 0 ? 6 : 8)) {
    if (type !== 'infe') continue;
    const version = info[0] ?? 0;
    if (version < 2 || info.length < (version > 2 ? 14 : 12)) throw new Unreadable('items of no type');
    const wide = version > 2;
    const id = wide ? info.readUInt32BE(4) : info.readUInt16BE(4);
    const typeAt = wide ? 10 : 8;
    if (!pictures.has(info.toString('latin1', typeAt, typeAt + 4))) others.add(id);
  }
  return others;
}

interface Extent extends Range {
  readonly item: number;
  /** Whether it lies in the box `idat`, and not in the file at large. */
  readonly inside: boolean;
}

/** Reads numbers of any width, one after the other. */
class Cursor {
  constructor(
    private readonly bytes: Buffer,
    private at: number,
  ) {}

  next(width: number): number {
    if (width === 0) return 0;
    const { at } = this;
    this.at += width;
    if (this.at > this.bytes.length) throw new Unreadable('a box that ends too early');
    if (width === 8) return Number(this.bytes.readBigUInt64BE(at));
    if (width > 4) throw new Unreadable('a number of no width');
    return this.bytes.readUIntBE(at, width);
  }
}

function extentsIn(iloc: Buffer): Extent[] {
  const version = iloc[0] ?? 0;
  const cursor = new Cursor(iloc, 4);
  const [sizes, more] = [cursor.next(1), cursor.next(1)];
  const [offsetSize, lengthSize] = [sizes >> 4, sizes & 15];
  const [baseSize, indexSize] = [more >> 4, version === 0 ? 0 : more & 15];
  const wide = version < 2 ? 2 : 4;
  const extents: Extent[] = [];
  for (let items = cursor.next(wide); items > 0; items -= 1) {
    const item = cursor.next(wide);
    const method = version === 0 ? 0 : cursor.next(2) & 15;
    if (method > 1) throw new Unreadable('items within items');
    cursor.next(2);
    const base = cursor.next(baseSize);
    for (let parts = cursor.next(2); parts > 0; parts -= 1) {
      cursor.next(indexSize);
      const start = base + cursor.next(offsetSize);
      const length = cursor.next(lengthSize) || Infinity;
      extents.push({ item, inside: method === 1, start, end: start + length });
    }
  }
  return extents;
}
