/** `model.json`: what a program beside the services must know of the nouns, from the image, the arrows and the lists. */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  getOption,
  hasOption,
  type DescField,
  type DescMessage,
  type DescMethod,
  type DescService,
} from '@bufbuild/protobuf';
import { grantsOf, optionNamed, registry } from '@doorstep/access';
import type { Lifecycle } from '@doorstep/domain';
import { rulesOf } from '../openapi/rules.ts';
import { behaves, bindingsOf, personalClassOf, referenceOf } from '../../apps/gateway/src/contract/options.ts';

export const modelFile = 'libs/contracts/src/model.json';

const option = (name: string) => optionNamed(`doorstep.options.v1.${name}`);
const [face, belongs, resource] = [option('face'), option('belongs'), optionNamed('google.api.resource')];
const zh = {
  message: option('message_zh'),
  field: option('zh'),
  value: option('value_zh'),
  method: option('method_zh'),
};
const pascal = (kebab: string): string => kebab.replace(/(^|-)([a-z])/g, (_, __, one: string) => one.toUpperCase());
const shared = new Set(['name', 'etag', 'request_id', 'reason', 'effective_time', 'update_mask']);
const unless = <T>(value: T, none: unknown): T | undefined => (value === none ? undefined : value);

const fieldOf = (message: DescMessage, name: string, of: string): string => {
  const field = message.fields.find((one) => one.name === name);
  if (field === undefined)
    throw new Error(`${message.typeName}: ${of} names the field ${name}, which it does not have`);
  return field.localName;
};

function field(one: DescField) {
  const { string, int32, int64, double, repeated, required } = rulesOf(one);
  const kind = one.fieldKind === 'list' ? one.listKind : one.fieldKind;
  return {
    n: one.jsonName,
    l: getOption(one, zh.field),
    k: kind === 'enum' || kind === 'message' ? (one.enum ?? one.message)?.typeName : one.scalar,
    list: one.fieldKind === 'list' || undefined,
    req: behaves(one, 'required') || required || undefined,
    out: behaves(one, 'outputOnly') || undefined,
    imm: behaves(one, 'immutable') || undefined,
    p: personalClassOf(one),
    to: referenceOf(one)?.replace('doorstep.county/', ''),
    is: unless(string ?? int32 ?? int64 ?? double ?? repeated, undefined),
  };
}

function method(one: DescMethod, message: DescMessage) {
  const [rule] = bindingsOf(one);
  return {
    l: getOption(one, zh.method),
    h: rule?.pattern.case,
    u: rule?.pattern.value,
    g: grantsOf(one).map(({ roles, within, personal }) => [roles.join(' '), within, ...(personal ? [1] : [])]),
    f: one.input.fields.filter(({ name, message: of }) => !shared.has(name) && of !== message).map(field),
  };
}

interface Face {
  readonly title: string;
  readonly columns: string;
}
interface Belongs {
  readonly owner: string;
  readonly organisations: string;
}

function noun(message: DescMessage, service: DescService) {
  const verbOf = ({ name }: DescMethod): string =>
    name
      .replace(new RegExp(`${message.name}(?=s?$|History$|[A-Z])`), '')
      .replace(/s$/, '')
      .replace(/^./, (one) => one.toLowerCase());
  const shown = hasOption(message, face) ? (getOption(message, face) as unknown as Face) : undefined;
  const whose = hasOption(message, belongs) ? (getOption(message, belongs) as unknown as Belongs) : undefined;
  const methods = Object.fromEntries(service.methods.map((one) => [verbOf(one), method(one, message)]));
  return {
    zh: getOption(message, zh.message),
    title: shown && fieldOf(message, shown.title, 'face'),
    columns: shown?.columns.split(',').map((name) => fieldOf(message, name, 'face')),
    owner: whose?.owner ? fieldOf(message, whose.owner, 'belongs') : undefined,
    organisations: whose?.organisations ? fieldOf(message, whose.organisations, 'belongs') : undefined,
    fields: message.fields.map(field),
    methods,
    acts: Object.fromEntries(
      Object.entries(methods)
        .filter(([, { h }]) => h !== 'get')
        .map(([verb, { g }]) => [verb, g]),
    ),
  };
}

/** The whole model. */
export async function model(root: string): Promise<object> {
  const nouns: Record<string, Record<string, unknown>> = {};
  const types: Record<string, string> = {};
  const enums: Record<string, unknown> = {};
  for (const type of registry) {
    if (type.kind === 'enum' && type.typeName.startsWith('doorstep.'))
      enums[type.typeName] = type.values
        .filter(({ number }) => number !== 0)
        .map((value) => [value.name, getOption(value, zh.value)]);
    if (type.kind !== 'message' || !hasOption(type, resource)) continue;
    const service = type.file.services.find(({ name }) => name === `${type.name}Service`);
    const { plural } = getOption(type, resource) as { readonly plural: string };
    if (service === undefined) continue;
    nouns[plural] = noun(type, service);
    types[type.name] = plural;
  }
  const files = globSync(['apps/*/src/*/*.ts', 'libs/sheets/src/imports/import.ts'], { cwd: root }).sort();
  for (const file of files) {
    const store = file.endsWith('.store.ts');
    if (!store && /\.[a-z]+\.ts$/.test(file)) continue;
    const at = nouns[types[pascal(basename(file, store ? '.store.ts' : '.ts'))] ?? ''];
    if (at === undefined) continue;
    const module = (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>;
    if (store) {
      const spec = Object.values(module).find((one) => typeof one === 'object' && one !== null && 'lists' in one) as
        { lists: { by: unknown; order: unknown }[] } | undefined;
      at['lists'] = spec?.lists.map(({ by, order }) => [by, order]);
    } else {
      const life = Object.entries(module).find(([name]) => name.endsWith('Life'))?.[1] as Lifecycle | undefined;
      if (life) Object.assign(at, { initial: life.initial, arrows: life.arrows }); // a refusal is a function, and JSON leaves it out
    }
  }
  return { nouns, enums };
}
