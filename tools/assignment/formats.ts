import { problem, type Problem } from '../../libs/assignment/src/index.ts';

/** A file as a problem, and how its own objective is told from that of the problem. */
export interface Posed {
  readonly problem: Problem;
  /** The file's objective, or a bound on it, from the problem's. */
  readonly ownObjective: (objective: number) => number;
  /** Whether every unit must be placed. */
  readonly complete: boolean;
}

/** A file that is not of its format: the line, where there is one, and what is wrong. */
class BadFile extends Error {
  override readonly name = 'BadFile';
}

/** How each format is read. */
export const formats = { json: fromJson, orlib: fromOrLibrary, dimacs: fromDimacs } satisfies Record<
  string,
  (text: string) => Posed
>;

interface Rows {
  readonly capacity: readonly number[];
  readonly quantity?: readonly number[];
  readonly rows: readonly (readonly (readonly [resource: number, value: number])[])[];
}

/** `{"capacity":[…],"quantity":[…]?,"rows":[[[resource,score],…],…]}`, to be maximised. Throws InvalidProblem, BadFile. */
function fromJson(text: string): Posed {
  const read: unknown = JSON.parse(text);
  if (!isRows(read))
    throw new BadFile('json: {"capacity":[…],"quantity":[…]?,"rows":[[[resource,score],…],…]} is wanted');
  return { problem: fromRows(read), ownObjective: (objective) => objective, complete: false };
}

function isRows(read: unknown): read is Rows {
  if (typeof read !== 'object' || read === null) return false;
  const { capacity, quantity, rows } = read as Partial<Record<keyof Rows, unknown>>;
  const pairs = (row: unknown): boolean =>
    Array.isArray(row) && row.every((pair) => Array.isArray(pair) && pair.length === 2);
  return (
    Array.isArray(capacity) &&
    (quantity === undefined || Array.isArray(quantity)) &&
    Array.isArray(rows) &&
    rows.every(pairs)
  );
}

function fromRows({ capacity, quantity, rows }: Rows, penalty?: ArrayLike<number>): Problem {
  const rowStart = [0];
  for (const row of rows) rowStart.push((rowStart.at(-1) ?? 0) + row.length);
  const pairs = rows.flat();
  const column = pairs.map(([resource]) => resource);
  const score = pairs.map(([, value]) => value);
  return problem({ capacity, rowStart, column, score, ...(quantity && { quantity }), ...(penalty && { penalty }) });
}

/** Beasley's dense files: n, then n × n costs, row by row, to be minimised. Throws BadFile. */
function fromOrLibrary(text: string): Posed {
  const [size = NaN, ...costs] = text.split(/\s+/).filter(Boolean).map(Number);
  if (costs.length !== size * size || costs.some((cost) => !Number.isInteger(cost) || cost < 0))
    throw new BadFile(
      `orlib: n and then n × n costs are wanted, whole numbers; ${String(costs.length)} follow ${String(size)}`,
    );
  const rows = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => [j, costs[i * size + j] ?? 0] as const),
  );
  return minimised({ capacity: Array.from({ length: size }, () => 1), rows });
}

/**
 * DIMACS: `p asn` with the first side's nodes as `n ID`, or `p min` with `n ID SUPPLY` where every arc leads from a
 * supply to a demand and none is narrower than both. Costs are to be minimised, and every unit placed. Throws BadFile.
 */
function fromDimacs(text: string): Posed {
  const lines = text.split('\n').map((line, at) => ({ at: at + 1, words: line.trim().split(/\s+/) }));
  const kind = lines.find(({ words }) => words[0] === 'p')?.words[1];
  if (kind !== 'asn' && kind !== 'min') throw new BadFile('dimacs: a line `p asn` or `p min` is wanted');
  const supplies = new Map(
    lines.filter(({ words }) => words[0] === 'n').map(({ words: [, id = '', supply = '1'] }) => [id, Number(supply)]),
  );
  const arcs = lines.filter(({ words }) => words[0] === 'a').map(({ at, words }) => arc(at, words, kind, supplies));
  const needs = new Map<string, [string, number][]>(
    [...supplies].filter(([, units]) => units > 0).map(([id]) => [id, []]),
  );
  const resources = new Set(arcs.map(({ to }) => to));
  if (kind === 'min') for (const [id, units] of supplies) if (units < 0) resources.add(id);
  const index = new Map([...resources].map((id, j) => [id, j]));
  for (const { from, to, cost } of arcs) needs.get(from)?.push([to, cost]);
  return minimised({
    capacity: [...resources].map((id) => -(supplies.get(id) ?? -1)),
    quantity: [...needs.keys()].map((id) => supplies.get(id) ?? 0),
    rows: [...needs.values()].map((row) => row.map(([to, cost]) => [index.get(to) ?? 0, cost] as const)),
  });
}

function arc(at: number, words: readonly string[], kind: 'asn' | 'min', supplies: ReadonlyMap<string, number>) {
  const [, from = '', to = '', ...numbers] = words;
  const [low = NaN, capacity = NaN, cost = NaN] = kind === 'asn' ? [0, 1, Number(numbers[0])] : numbers.map(Number);
  const [supply, demand] = [supplies.get(from) ?? 0, kind === 'asn' ? 1 : -(supplies.get(to) ?? 0)];
  if (!Number.isInteger(cost) || low !== 0)
    throw new BadFile(`dimacs: line ${String(at)}: a whole cost and no lower bound are wanted`);
  if (supply <= 0 || demand <= 0)
    throw new BadFile(`dimacs: line ${String(at)}: an arc from a supply to a demand is wanted`);
  if (capacity < Math.min(supply, demand))
    throw new BadFile(`dimacs: line ${String(at)}: the arc is narrower than both its ends`);
  return { from, to, cost };
}

/**
 * Costs as scores: what each saves against the dearest. To leave a unit unplaced costs more than any chain of moves can
 * save, each resource changing hands once at most, so that units stay unplaced only where they must.
 */
function minimised({ rows, ...rest }: Rows): Posed {
  const costs = rows.flat().map(([, cost]) => cost);
  const [least, most] = costs.reduce(([low, high], cost) => [Math.min(low, cost), Math.max(high, cost)], [0, 0]);
  const units = rest.quantity?.reduce((sum, count) => sum + count, 0) ?? rows.length;
  const penalty = (most - least) * (rest.capacity.length + 1) + 1;
  const scores = rows.map((row) => row.map(([resource, cost]) => [resource, most - cost] as const));
  return {
    problem: fromRows(
      { ...rest, rows: scores },
      Array.from({ length: rows.length }, () => penalty),
    ),
    ownObjective: (objective) => units * most - objective,
    complete: true,
  };
}
