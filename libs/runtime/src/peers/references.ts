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
const remedy: Text = {
  zh: '请先登记所引用的对象，并填写您可查看且未撤回的名称',
  en: 'record it first, and name what you may see and what was not withdrawn',
};

/** What is proved of a type of resources where a request refers to them. */
interface Proved {
  /** Number of the state that they must be in. */
  readonly state: number | undefined;
  readonly refusal: ReturnType<typeof failure>;
}

const types: ReadonlyMap<string, Proved> = new Map(
  [...registry]
    .filter((type): type is DescMessage => type.kind === 'message' && hasOption(type, referableIn))
    .map((message) => {
      const { type } = getOption(message, resource) as { readonly type: string };
      const states = message.fields.find(({ name }) => name === 'state')?.enum?.values;
      const state = states?.find(({ name }) => name === getOption(message, referableIn))?.number;
      const refusal = failure('FAILED_PRECONDITION', reasonOf(type), text.zh, text.en, remedy);
      return [type, { state, refusal }] as const;
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
      const proved = types.get(typeOf(field));
      const fits = found !== undefined && (found.state === undefined || found.state === proved?.state);
      if (proved === undefined || fits) return;
      throw proved.refusal({ name, field: path }, [{ field: path, rule: 'reference.found', text }]);
    }),
  );
}

/** `EVIDENCE_NOT_FOUND` of `doorstep.county/Evidence`. */
function reasonOf(type: string): string {
  const noun = type.split('/').at(-1) ?? '';
  return `${noun.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}_NOT_FOUND`;
}
