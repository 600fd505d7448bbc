import { describe, expect, it } from '@jest/globals';
import { solve } from '../../libs/assignment/src/index.ts';
import { formats } from './formats.ts';

const costs = [
  [4, 1, 3],
  [2, 0, 5],
  [3, 2, 2],
];

const files: Record<string, { format: keyof typeof formats; text: string; want: number }> = {
  json: { format: 'json', text: '{"capacity":[1,2],"rows":[[[0,9],[1,6]],[[0,9],[1,7]]]}', want: 16 },
  'json with quantities': {
    format: 'json',
    text: '{"capacity":[1,2],"quantity":[2],"rows":[[[0,9],[1,6]]]}',
    want: 15,
  },
  orlib: { format: 'orlib', text: ` 3\n ${costs.map((row) => row.join(' ')).join('\n ')}\n`, want: 5 },
  'dimacs asn': {
    format: 'dimacs',
    text: `c three by three\np asn 6 9\nn 1\nn 2\nn 3\n${costs.flatMap((row, i) => row.map((cost, j) => `a ${String(i + 1)} ${String(j + 4)} ${String(cost)}`)).join('\n')}\n`,
    want: 5,
  },
  'dimacs asn with a costly only way': {
    format: 'dimacs',
    text: 'p asn 4 3\nn 1\nn 2\na 1 3 0\na 1 4 90\na 2 3 80\n',
    want: 170,
  },
  'dimacs min': {
    format: 'dimacs',
    text: 'p min 4 4\nn 1 2\nn 2 1\nn 3 -1\nn 4 -2\na 1 3 0 5 4\na 1 4 0 5 6\na 2 3 0 5 1\na 2 4 0 5 9\n',
    want: 13,
  },
};

describe('formats', () => {
  it.each(Object.entries(files))('%s', (_, { format, text, want }) => {
    const { problem, ownObjective, complete } = formats[format](text);
    const { objective, chosen } = solve(problem);
    expect(ownObjective(objective)).toBe(want);
    if (complete) expect(chosen).not.toContain(-1);
  });

  it.each([
    { format: 'json' as const, text: '{"rows":[]}', want: /capacity/ },
    { format: 'json' as const, text: '{"capacity":[1],"rows":[[[3,1]]]}', want: /column\[0\] is 3/ },
    { format: 'orlib' as const, text: '2 1 2 3', want: /3 follow 2/ },
    { format: 'dimacs' as const, text: 'p max 1 1', want: /p asn/ },
    { format: 'dimacs' as const, text: 'p min 3 2\nn 1 1\nn 3 -1\na 1 2 0 1 1\na 2 3 0 1 1\n', want: /line 4/ },
    { format: 'dimacs' as const, text: 'p min 2 1\nn 1 3\nn 2 -3\na 1 2 0 2 1\n', want: /line 4: the arc is narrower/ },
  ])('refuses $text', ({ format, text, want }) => {
    expect(() => formats[format](text)).toThrow(want);
  });
});
