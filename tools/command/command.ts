import { parseArgs, type ParseArgsOptionDescriptor } from 'node:util';

/** An option of a command, and what its usage says of it. */
export interface Option extends ParseArgsOptionDescriptor {
  /** What stands for its value, as `FILE`; a switch has none. */
  readonly value?: string;
  readonly says: string;
}
export type Options = Readonly<Record<string, Option>>;

/** What may be asked of a command. */
export interface Spec<O extends Options> {
  /** How it is called: a line for each way. */
  readonly usage: string;
  /** What it does, where its call does not say it. */
  readonly about?: string;
  readonly options?: O;
  /** How many words it takes that are no options; none by itself. */
  readonly words?: number;
}

/** What was asked of a command. */
export interface Asked<O extends Options> {
  readonly values: ReturnType<typeof parseArgs<{ options: O }>>['values'];
  readonly words: readonly string[];
  /** Whether it is asked how it is called, and nothing else. */
  readonly help: boolean;
}

/** A command that was called wrongly: said in one line, where a fault of its work ends with 1 it ends with this. */
export class Mistake extends Error {
  static readonly code = 2;
}

const help = { type: 'boolean', short: 'h', says: 'this' } as const satisfies Option;

/** How a command is called, with every option that it has. */
export function usageOf<O extends Options>({ usage, about, options }: Spec<O>): string {
  const all: [string, Option][] = Object.entries({ ...options, help });
  const rows = all.map(
    ([name, { value, says }]) => [`--${name}${value === undefined ? '' : ` ${value}`}`, says] as const,
  );
  const width = Math.max(...rows.map(([call]) => call.length));
  const lines = rows.map(([call, says]) => `  ${call.padEnd(width)}  ${says}`);
  return [usage, ...(about === undefined ? [] : ['', about]), '', ...lines].join('\n');
}

/** Reads the arguments behind `--`. Throws a Mistake that names what is not understood. */
export function read<const O extends Options>(spec: Spec<O>, args: readonly string[]): Asked<O> {
  const { options, words: most = 0 } = spec;
  const parsed = parse({ ...options, help }, args);
  const { help: asked, ...values } = parsed.values;
  const spare = parsed.positionals[most];
  if (spare !== undefined && asked !== true) throw new Mistake(`${spare} is one word too many`);
  return { values: values as Asked<O>['values'], words: parsed.positionals, help: asked === true };
}

function parse(options: Options, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Node's second sentence speaks of something that nobody here asks for.
    throw new Mistake((error as Error).message.split(/\.\s|\n/)[0] ?? '', {
      cause: error,
    });
  }
}

/**
 * What was asked of the process, as a command. Where its usage is asked for, or something is wrong with the call, that
 * is said and the process ends: nothing was begun.
 */
export function asked<const O extends Options>(spec: Spec<O>): Asked<O> {
  try {
    const found = read(spec, process.argv.slice(2));
    if (!found.help) return found;
    console.log(usageOf(spec));
    process.exit(0);
  } catch (error) {
    return refuse(error, spec.usage);
  }
}

/** Ends the process with one line: what is wrong with the call, and how it is. */
export function refuse(error: unknown, usage: string): never {
  const [first = ''] = usage.split('\n');
  const command = first.split(' -- ')[0] ?? '';
  console.error(`${error instanceof Error ? error.message : String(error)}; ${command} -- --help`);
  process.exit(Mistake.code);
}

/** Does the work of a command; what fails is said in one line. @param work answers false where not all is well. */
export async function command(work: () => Promise<unknown>): Promise<void> {
  try {
    process.exitCode = (await work()) === false ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = error instanceof Mistake ? Mistake.code : 1;
  }
}

/** The name itself, if it is one of those that there are. Throws a Mistake that says which. */
export function oneOf(what: string, name: string, known: readonly string[]): string {
  if (known.includes(name)) return name;
  throw new Mistake(`there is no ${what} ${name}; there is ${known.join(', ') || 'none'}`);
}
