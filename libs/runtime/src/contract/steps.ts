import { grantsOf, nouns, optionIn, optionNamed, registry, type Grant } from '@doorstep/access';
import type { DescMethod } from '@bufbuild/protobuf';
import { routeOf } from './contract.js';
import { isOutputOnly } from './output-only.js';
import { standardMethod } from './standard.js';

const reference = optionNamed('google.api.resource_reference');
const resource = optionNamed('google.api.resource');
const referableIn = optionNamed('doorstep.options.v1.referable_in');

const typeIn = (said: unknown): string => (said as { readonly type?: string } | undefined)?.type ?? '';

const methods = (): DescMethod[] => [...registry].flatMap((type) => (type.kind === 'service' ? type.methods : []));

/** Who reads records of a collection: the access rule of its `Get`. */
export function grantsOfReads(collection: string): readonly Grant[] {
  const get = standardMethod('Get', collection);
  return get ? grantsOf(get) : [];
}

/** Who takes a step of a record of a collection, or edits it: the access rules of every RPC whose route names such a record. */
export const stepsOf = (collection: string): readonly Grant[] =>
  methods()
    .filter((method) => changesOne(method, collection))
    .flatMap(grantsOf);

const verbs = new Map<string, ReadonlySet<string>>();

/** Verbs of which there is an RPC for a record of a collection: `renew` of `RenewCoverage`. Others follow from steps elsewhere. */
export function verbsOf(collection: string): ReadonlySet<string> {
  const known = verbs.get(collection);
  if (known !== undefined) return known;
  const noun = nouns.get(collection)?.name ?? '';
  const found = methods()
    .filter((method) => changesOne(method, collection))
    .map(({ name }) => name.replace(new RegExp(`${noun}(?=$|[A-Z])`), '').replace(/^./, (one) => one.toLowerCase()));
  verbs.set(collection, new Set(found));
  return new Set(found);
}

function changesOne(method: DescMethod, collection: string): boolean {
  const { path, mutating } = routeOf(method);
  return mutating && path.includes(`=${collection}/*}`);
}

/** Types of resources that are proved where they are referred to, as evidence is. */
const proved: readonly string[] = [...nouns.values()]
  .filter((message) => optionIn(message, referableIn) !== undefined)
  .map((message) => typeIn(optionIn(message, resource)));

/**
 * Who records something beside a record of a collection: the access rules of each Create whose draft names both such a
 * record and one that is proved where it is referred to, as an enrolment names its session and the consent to it.
 */
export function recordingBeside(collection: string): readonly Grant[] {
  const own = typeIn(optionIn(nouns.get(collection) ?? never(collection), resource));
  return [...nouns].flatMap(([other, message]) => {
    const named = message.fields
      .filter((field) => !isOutputOnly(field))
      .map((field) => typeIn(optionIn(field, reference)));
    const both = named.includes(own) && proved.some((type) => named.includes(type));
    const create = both ? standardMethod('Create', other) : undefined;
    return create ? grantsOf(create) : [];
  });
}

function never(collection: string): never {
  throw new Error(`the contract has no noun ${collection}`);
}
