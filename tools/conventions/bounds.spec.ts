import { optionNamed, registry } from '@doorstep/access';
import { getOption, hasOption, ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { Linter } from 'eslint';
import regexp from 'eslint-plugin-regexp';
import { globSync, readFileSync } from 'node:fs';

const rules = optionNamed('buf.validate.field');
const behavior = optionNamed('google.api.field_behavior');
const outputOnly = 3;

/** What clients may send: every field of every request, down to the records in it, less what is the platform's to say. */
function* inputs(
  message: DescMessage,
  path: string,
  seen: readonly DescMessage[] = [],
): Generator<[string, DescField]> {
  if (seen.includes(message) || message.typeName.startsWith('google.protobuf.')) return;
  for (const field of message.fields) {
    if ((getOption(field, behavior) as readonly number[]).includes(outputOnly)) continue;
    yield [`${path}.${field.name}`, field];
    if (field.message) yield* inputs(field.message, `${path}.${field.name}`, [...seen, message]);
  }
}

const open = ({ fieldKind, scalar, ...field }: DescField & { scalar?: ScalarType | undefined }): boolean =>
  (fieldKind === 'scalar' && (scalar === ScalarType.STRING || scalar === ScalarType.BYTES)) ||
  (fieldKind === 'list' && !('message' in field && field.message?.typeName.startsWith('google.')));

describe('contract', () => {
  const requests = [...registry]
    .flatMap((type) => (type.kind === 'service' && type.typeName.startsWith('doorstep.') ? type.methods : []))
    .map(({ input }) => input);

  it('bounds every text and every list that a client may send', () => {
    const fields = requests.flatMap((request) => [...inputs(request, request.name)]);
    const unbounded = fields
      .filter(([, field]) => open(field as never) && !hasOption(field, rules))
      .map(([path]) => path);
    expect(fields.length).toBeGreaterThan(100);
    expect(unbounded).toEqual([]);
  });

  it('knows no pattern whose time grows faster than the text that it is held against', () => {
    const sources = globSync('proto/doorstep/**/*.proto').map((file) => readFileSync(file, 'utf8'));
    const written = sources.flatMap((source) => [...source.matchAll(/(?:\.pattern = "|matches\(')(\^[^"']+)/g)]);
    const patterns = [...new Set(written.map(([, pattern = '']) => pattern))];
    expect(patterns.length).toBeGreaterThan(20);
    const slow = [...patterns, '^a*b?a*$'].filter((pattern) => complaintsOf(pattern).length > 0);
    expect(slow).toEqual(['^a*b?a*$']);
  });
});

/** What lint says of a pattern. */
const complaintsOf = (pattern: string): Linter.LintMessage[] =>
  new Linter().verify(`export const pattern = new RegExp(${JSON.stringify(pattern)}, 'u');`, {
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  });
