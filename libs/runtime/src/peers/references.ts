import { optionNamed, registry } from '@doorstep/access';
import { failure, type Caller, type Text } from '@doorstep/domain';
import { fromBinary, getOption, hasOption, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { Method } from '../contract/contract.js';
import type { Records } from './records.js';
import { follow, trails } from '../contract/trail.js';

const reference = optionNamed('google.api.resource_reference');
const referableIn = optionNamed('doorstep.options.v1.referable_in');
const resource = optionNamed('google.api.resource');

const text: Text = {
  zh: '所引用的材料不存在，或您无权查看',
  en: 'what is referred to is not there, or is not yours to see',
};

/** Types of resources that are proved where a request refers to them, and the number of the state that they must be in. */
const types: ReadonlyMap<string, number | undefined> = new Map(
  [...registry]
    .filter((type): type is DescMessage => type.kind === 'message' && hasOption(type, referableIn))
    .map((message) => {
      const { type } = getOption(message, resource) as { readonly type: string };
      const states = message.fields.find(({ name }) => name === 'state')?.enum?.values;
      return [type, states?.find(({ name }) => name === getOption(message, referableIn))?.number] as const;
    }),
);

const typeOf = (field: DescField): string =>
  hasOption(field, reference) ? (getOption(field, reference) as { readonly type: string }).type : '';

const referring = trails((field) => types.has(typeOf(field)));

/**
 * Proves what a command refers to before it runs, for every noun at once: each resource of a proved type that a field
 * names must be there for the caller to see, in its state. Throws, as EVIDENCE_NOT_FOUND, a refusal that names the field.
 */
export async function proveReferences(
  { input, mutating, bound }: Method,
  bytes: Uint8Array,
  caller: Caller,
  records: Records,
): Promise<void> {
  const trail = referring(input);
  if (!mutating || trail.here.length + trail.below.length === 0) return;
  const named = [...follow(fromBinary(input, bytes), trail)].filter(
    ({ path, value }) => value !== '' && !bound.includes(path),
  );
  await Promise.all(
    named.map(async ({ field, path, value }) => {
      const name = String(value);
      const found = await records.find(name, caller);
      const { state } = found ?? {};
      const elsewhere = state !== undefined && state !== types.get(typeOf(field));
      if (found === undefined || elsewhere) throw notFound(field, path, name);
    }),
  );
}

function notFound(field: DescField, path: string, name: string) {
  const type = typeOf(field).split('/').at(-1) ?? '';
  const reason = `${type.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}_NOT_FOUND`;
  const refusal = failure('FAILED_PRECONDITION', reason, text.zh, text.en);
  return refusal({ name, field: path }, [{ field: path, rule: 'reference.found', text }]);
}
