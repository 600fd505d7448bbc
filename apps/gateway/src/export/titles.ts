import { create, fromBinary, getOption, hasOption, toBinary, type DescMessage, type Message } from '@bufbuild/protobuf';
import { optionNamed, registry } from '@doorstep/access';
import { patternOf, personalClassOf } from '../contract/options.js';
import { routesOf, type Route } from '../contract/routes.js';

/** One call as whoever exports. */
export type Ask = (route: Route, request: Uint8Array) => Promise<Uint8Array>;

/** How records of a collection are read, and the field that says what one is called. */
interface Reading {
  readonly route: Route;
  readonly title: string;
}

const face = optionNamed('doorstep.options.v1.face');

let readings: ReadonlyMap<string, Reading> | undefined;

/** By the first part of their names, `stations`. */
const readingOf = (collection: string): Reading | undefined =>
  (readings ??= new Map(routesOf(registry).flatMap(read))).get(collection);

function read(route: Route): [string, Reading][] {
  const { method, effect } = route;
  const pattern = patternOf(method.output)?.pattern;
  if (effect !== 'read' || pattern === undefined || method.name !== `Get${method.output.name}`) return [];
  const title = titleOf(method.output);
  return title === undefined ? [] : [[pattern.split('/')[0] ?? '', { route, title }]];
}

function titleOf(message: DescMessage): string | undefined {
  if (!hasOption(message, face)) return undefined;
  const { title } = getOption(message, face) as { readonly title: string };
  const field = message.fields.find(({ name }) => name === title);
  return field === undefined || personalClassOf(field) !== undefined ? undefined : field.localName;
}

/** Records that one export asks for: names are a comfort, no reason to read a database through. */
const mostAsked = 2_000;
const atOnce = 16;

/** What records are called, as far as whoever exports may read them; asked once each. */
export class Titles {
  private readonly found = new Map<string, string>();

  constructor(private readonly ask: Ask) {}

  /** What a record is called; empty where that was not asked, or nobody may know. */
  of(name: string): string {
    return this.found.get(name) ?? '';
  }

  /** Asks for what is not known yet, some at a time. */
  async learn(names: Iterable<string>): Promise<void> {
    const rest = [...new Set(names)].filter((name) => !this.found.has(name)).slice(0, mostAsked - this.found.size);
    const next = rest.values();
    const asking = async (): Promise<void> => {
      for (const name of next) this.found.set(name, await this.titleOf(name));
    };
    await Promise.all(Array.from({ length: atOnce }, asking));
  }

  private async titleOf(name: string): Promise<string> {
    const reading = readingOf(name.split('/')[0] ?? '');
    if (reading === undefined) return '';
    const { input, output } = reading.route.method;
    try {
      const bytes = await this.ask(reading.route, toBinary(input, create(input, { name })));
      const record = fromBinary(output, bytes) as Message & Readonly<Record<string, unknown>>;
      const title = record[reading.title];
      return typeof title === 'string' ? title : '';
    } catch {
      return ''; // not theirs to read, gone, or its owner is away: the id stands beside it
    }
  }
}
