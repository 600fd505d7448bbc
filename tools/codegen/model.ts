/** `model.json`: what a program beside the services must know of the nouns, from the image, the arrows and the lists. */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  getOption,
  hasOption,
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescMethod,
} from '@bufbuild/protobuf';
import { grantsOf, optionIn, optionNamed, registry } from '@doorstep/access';
import type { ClockDefinition, Lifecycle } from '@doorstep/domain';
import {
  descriptorOf,
  type Keep,
  type NounDefinition,
  type NounDescriptor,
  type Parent,
  type Stored,
} from '@doorstep/store';
import { behaves, bindingsOf, personalClassOf, referenceOf } from '../../apps/gateway/src/contract/options.ts';
import { rulesOf } from '../openapi/schema/rules.ts';
import { assertAnswered, type Tie } from './ties.ts';

export const modelFile = 'libs/contracts/src/model.json';

const option = (name: string) => optionNamed(`doorstep.options.v1.${name}`);
const [face, occasion] = [option('face'), option('occasion')];
const resource = optionNamed('google.api.resource');
const zh = {
  message: option('message_zh'),
  field: option('zh'),
  value: option('value_zh'),
  method: option('method_zh'),
};

/** Fields that every request shares, which a form need not ask for. */
const shared = new Set(['name', 'etag', 'request_id', 'reason', 'effective_time', 'update_mask']);

function fieldModel(field: DescField) {
  const { string, int32, int64, double, repeated, required } = rulesOf(field);
  const kind = field.fieldKind === 'list' ? field.listKind : field.fieldKind;
  return {
    name: field.jsonName,
    zh: String(getOption(field, zh.field)),
    kind: kind === 'enum' || kind === 'message' ? (field.enum ?? field.message)?.typeName : field.scalar,
    list: field.fieldKind === 'list' || undefined,
    required: behaves(field, 'required') || required || undefined,
    output: behaves(field, 'outputOnly') || undefined,
    immutable: behaves(field, 'immutable') || undefined,
    personal: personalClassOf(field),
    refersTo: referenceOf(field)?.replace('doorstep.county/', ''),
    bounds: string ?? int32 ?? int64 ?? double ?? repeated,
  };
}

function methodModel(method: DescMethod, noun: DescMessage) {
  const [rule] = bindingsOf(method);
  return {
    zh: String(getOption(method, zh.method)),
    http: rule?.pattern.case,
    path: rule?.pattern.value,
    grants: grantsOf(method).map(({ roles, within, personal }) => [
      roles.join(' '),
      within,
      ...(personal ? ['personal'] : []),
    ]),
    fields: method.input.fields.filter(({ name, message }) => !shared.has(name) && message !== noun).map(fieldModel),
  };
}

/** `verify` of VerifyNeed, `list` of ListNeeds, `listHistory` of ListNeedHistory. */
const verbOf = ({ name }: DescMethod, noun: DescMessage, plural: string): string => {
  const nouns = plural.replace(/^./, (letter) => letter.toUpperCase());
  const verb = name.replace(new RegExp(`(${nouns}|${noun.name})(?=$|[A-Z])`), '');
  return verb.replace(/^./, (letter) => letter.toLowerCase());
};

/** A noun is a resource whose file has its service. */
function nounModel(message: DescMessage, plural: string) {
  const service = message.file.services.find(({ name }) => name === `${message.name}Service`);
  if (service === undefined) return undefined;
  const shape = descriptorOf(plural);
  const methods = Object.fromEntries(
    service.methods.map((method) => [verbOf(method, message, plural), methodModel(method, message)]),
  );
  return {
    type: message.name,
    zh: String(getOption(message, zh.message)),
    ...faceOf(message),
    ...whoseOf(shape),
    ...occasionsOf(message),
    fields: message.fields.map(fieldModel),
    methods,
  };
}

const whoseOf = ({ owner, organisation, publishedIn }: NounDescriptor) => ({
  ...(owner.length > 0 && { owner }),
  ...(organisation.length > 0 && { organisation }),
  ...(publishedIn.length > 0 && { publishedIn }),
});

/** When people are asked how it went. Throws where the contract names a state or a field that the noun does not have. */
function occasionsOf(message: DescMessage) {
  const said = (optionIn(message, occasion) as readonly { reached: string; asks: string }[] | undefined) ?? [];
  const occasions = said.map(({ reached, asks }) => {
    const state = message.field['state']?.enum?.values.find(({ name }) => name === `STATE_${reached}`)?.name;
    const field = message.fields.find(({ name }) => name === asks)?.localName;
    if (state === undefined || field === undefined)
      throw new Error(`${message.typeName}: its occasion names ${reached} and ${asks}, of which it has not both`);
    return { reached: state, asks: field };
  });
  return occasions.length > 0 ? { occasions } : {};
}

/** Throws where a noun does not say how it is shown, or names a field that it does not have. */
function faceOf(message: DescMessage): { readonly title: string; readonly columns: readonly string[] } {
  const said = optionIn(message, face) as { readonly title: string; readonly columns: string } | undefined;
  const { title = '', columns = '' } = said ?? {};
  const local = (name: string): string => {
    const field = message.fields.find((one) => one.name === name);
    if (field === undefined)
      throw new Error(`${message.typeName}: its face names the field "${name}", which it does not have`);
    return field.localName;
  };
  return { title: local(title), columns: columns.split(',').map(local) };
}

/** What the model says of a noun. */
export type Noun = NonNullable<ReturnType<typeof nounModel>> & {
  initial?: string;
  arrows?: Lifecycle['arrows'];
  /** Its clocks, by name; how long one runs is absent where the record says it. */
  clocks?: Readonly<Record<string, ClockDefinition<never>>>;
  lists?: readonly (readonly [by: readonly string[], order: object])[];
  division?: string;
  /** What becomes of its records by what they refer to, by the path of the reference. */
  parents?: Readonly<Record<string, Tie>>;
};
export interface Model {
  /** By their plural, `needs`. */
  readonly nouns: Readonly<Record<string, Noun>>;
  /** Values of an enum and their Chinese names, by the full name of the enum. */
  readonly enums: Readonly<Record<string, ReturnType<typeof enumModel>>>;
}

const enumModel = ({ values }: DescEnum) =>
  values.filter(({ number }) => number !== 0).map((value) => [value.name, String(getOption(value, zh.value))] as const);

/** The whole model. */
export async function model(root: string): Promise<Model> {
  const nouns: Record<string, Noun> = {};
  const enums: Record<string, ReturnType<typeof enumModel>> = {};
  for (const type of registry) {
    if (type.kind === 'enum' && type.typeName.startsWith('doorstep.')) enums[type.typeName] = enumModel(type);
    if (type.kind !== 'message' || !hasOption(type, resource)) continue;
    const { plural } = getOption(type, resource) as { readonly plural: string };
    const noun = nounModel(type, plural);
    if (noun) nouns[plural] = noun;
  }
  await addRules(root, Object.values(nouns));
  assertAnswered(nouns);
  return { nouns, enums };
}

/** What stands in the files of a noun: arrows and guards in `need.ts`, lists and clocks in `need.store.ts`. Refusals and rules are functions, and JSON leaves them out. */
async function addRules(root: string, nouns: readonly Noun[]): Promise<void> {
  const byFile = new Map(nouns.map((noun) => [kebab(noun.type), noun]));
  for (const file of globSync('apps/*/src/*/*.ts', { cwd: root }).sort()) {
    const noun = byFile.get(basename(file).replace(/(\.store)?\.ts$/, ''));
    if (noun === undefined) continue;
    const exported = Object.entries(await load(join(root, file)));
    const life = exported.find(([name]) => name.endsWith('Life'))?.[1] as Lifecycle | undefined;
    if (life) {
      provesGuards(noun, life);
      Object.assign(noun, { initial: life.initial, arrows: life.arrows });
    }
    const collection = exported.map(([, value]) => value).find(isCollection);
    if (collection) {
      noun.lists = collection.lists.map(({ by, order }) => [by, order]);
      noun.parents = tiesOf(collection);
      if (collection.clocks) noun.clocks = collection.clocks as unknown as Noun['clocks'];
    }
    // The field that the store takes for the division: it answers with the name of the field.
    const place = collection?.division?.(Object.fromEntries(noun.fields.map(({ name }) => [name, name])) as never);
    if (place) noun.division = place;
  }
}

/** Throws where a guard looks for a person in a field that the noun does not have: it would guard nothing. */
function provesGuards({ type, fields }: Noun, { arrows }: Lifecycle): void {
  for (const [state, verbs] of Object.entries(arrows))
    for (const [verb, arrow] of Object.entries(verbs)) {
      const paths = typeof arrow === 'string' ? [] : [arrow.notBy ?? [], arrow.onlyBy ?? []].flat();
      const unknown = paths.find((path) => !fields.some(({ name }) => name === path.split('.')[0]));
      if (unknown !== undefined)
        throw new Error(
          `${type}: the guard of ${verb} in ${state} names the field "${unknown}", which it does not have`,
        );
    }
}

/** What a noun says of each of its references, with the noun to which it leads. Functions are left out in JSON. */
function tiesOf({ name, parents = {} }: NounDefinition<Stored>): Readonly<Record<string, Tie>> | undefined {
  const ties = descriptorOf(name).parents.flatMap(({ collection, path }) => {
    const said: Keep | Parent<Stored> | undefined = parents[path];
    return said === undefined ? [] : [[path, { of: collection, ...said }] as const];
  });
  return ties.length === 0 ? undefined : Object.fromEntries(ties);
}

const isCollection = (value: unknown): value is NounDefinition<Stored> =>
  typeof value === 'object' && value !== null && 'lists' in value;

const kebab = (pascal: string): string => pascal.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`${file} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
