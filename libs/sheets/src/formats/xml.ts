import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { Part } from './zip.js';
import { Spoilt } from './spoilt.js';

/** Elements may lie within each other so deep: in a workbook it is ten. */
const mostDepth = 64;

/** What happens in a document, by local names: other writers choose other prefixes. */
export interface Handlers {
  open?(tag: string, attribute: (name: string) => string | undefined): void;
  text?(piece: string): void;
  close?(tag: string): void;
}

/** Takes a document through a strict parser, and pauses after each piece. Throws Spoilt. */
export async function* steps(part: Part, handlers: Handlers): AsyncGenerator<void> {
  const parser = parserOf(handlers);
  let decoder: TextDecoder | undefined;
  try {
    for await (const bytes of part.open()) {
      decoder ??= new TextDecoder(encodingOf(bytes), { fatal: true });
      parser.write(decoder.decode(bytes, { stream: true }));
      yield;
    }
    parser.write(decoder?.decode() ?? '').close();
    yield;
  } catch (error) {
    throw error instanceof Spoilt ? error : new Spoilt('SHEET_UNREADABLE');
  }
}

/** Takes a whole document. Throws Spoilt. */
export async function through(part: Part, handlers: Handlers): Promise<void> {
  const taken = steps(part, handlers);
  while ((await taken.next()).done !== true);
}

function parserOf({ open, text, close }: Handlers): SaxesParser<{ xmlns: true }> {
  const parser = new SaxesParser({ xmlns: true });
  let depth = 0;
  parser.on('opentag', (tag: SaxesTagNS) => {
    depth += 1;
    if (depth > mostDepth) throw new Spoilt('SHEET_UNREADABLE');
    open?.(tag.local, (name) => attributeOf(tag, name));
  });
  if (text) {
    parser.on('text', text);
    parser.on('cdata', text);
  }
  parser.on('closetag', (tag: SaxesTagNS) => {
    depth -= 1;
    close?.(tag.local);
  });
  return parser;
}

/** By its name without a prefix, `id` of `r:id`; one without a prefix comes first. */
function attributeOf({ attributes }: SaxesTagNS, name: string): string | undefined {
  const own = attributes[name];
  if (own) return own.value;
  return Object.values(attributes).find(({ local, prefix }) => local === name && prefix !== 'xmlns')?.value;
}

/** Every reader of XML knows these two. Source: XML 1.0, 4.3.3 and F.1. */
function encodingOf(bytes: Buffer): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c) ? 'utf-16be' : 'utf-8';
}
