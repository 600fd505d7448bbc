import { collectionsByRule, optionIn, optionNamed, registry } from '@doorstep/access';
import {
  getOption,
  hasExtension,
  hasOption,
  type DescField,
  type DescMessage,
  type DescMethod,
  type Message,
} from '@bufbuild/protobuf';

/** The part of google.api.HttpRule that the gateway knows. */
export interface HttpRule {
  readonly pattern: { readonly case?: string; readonly value?: unknown };
  readonly body: string;
  readonly responseBody: string;
  readonly additionalBindings: readonly HttpRule[];
}

const http = optionNamed('google.api.http');
const fieldBehavior = optionNamed('google.api.field_behavior');

/** HTTP bindings of an RPC, the main one first; empty where it has none. Shape: google/api/http.proto. */
export function bindingsOf(method: DescMethod): readonly HttpRule[] {
  if (!hasOption(method, http)) return [];
  const rule = getOption(method, http) as HttpRule;
  return [rule, ...rule.additionalBindings];
}

const sensitive = optionNamed('doorstep.options.v1.sensitive');
const classes = registry.getEnum('doorstep.options.v1.Sensitive');

/** The class of personal data that a field holds, `PHONE`; `undefined` where it holds none. */
export function personalClassOf(field: DescField): string | undefined {
  const said = optionIn(field, sensitive) as { readonly class: number } | undefined;
  return said && classes?.value[said.class]?.name.replace('SENSITIVE_', '');
}

const resource = optionNamed('google.api.resource');
const reference = optionNamed('google.api.resource_reference');

/** What google.api.resource says of a message. */
export interface Resource {
  readonly type: string;
  /** Pattern of its names, `needs/{need}`. */
  readonly pattern: string;
}

/** Type and name pattern of a resource; `undefined` where a message is none. */
export function patternOf(message: DescMessage): Resource | undefined {
  if (!hasOption(message, resource)) return undefined;
  const { type, pattern } = getOption(message, resource) as {
    readonly type: string;
    readonly pattern: readonly string[];
  };
  return { type, pattern: pattern[0] ?? '' };
}

/** The type of resource whose name a field holds; `undefined` where it holds none. */
export const referenceOf = (field: DescField): string | undefined =>
  hasOption(field, reference) ? anyIsNone((getOption(field, reference) as { readonly type: string }).type) : undefined;

/** AIP-122 writes `*` where a field may name a resource of any type. */
const anyIsNone = (type: string): string | undefined => (type === '*' ? undefined : type);

const behaviours = { required: 2, outputOnly: 3, immutable: 5 } as const;

/** Whether google.api.field_behavior says so of a field. */
export const behaves = (field: DescField, as: keyof typeof behaviours): boolean =>
  (getOption(field, fieldBehavior) as readonly number[]).includes(behaviours[as]);

/** A field of a message by its name in the proto. */
export const fieldNamed = (message: DescMessage, name: string): DescField | undefined =>
  message.fields.find((field) => field.name === name);

const zh = optionNamed('doorstep.options.v1.zh');

/** What a field is called in Chinese. */
export const labelOf = (field: DescField): string => String(getOption(field, zh));

const validate = optionNamed('buf.validate.field');
const ownRules = [...collectionsByRule.keys(), 'day'].map(
  (name) => [name, registry.getExtension(`doorstep.options.v1.${name}`)] as const,
);

/** Which of the contract's own kinds of text a field holds, or each element of it: `division`, `category`, `day`; empty where none. */
export function textRuleOf(field: DescField): string {
  if (!hasOption(field, validate)) return '';
  const rules = getOption(field, validate) as Rules;
  const { items } = rules.type.case === 'repeated' ? (rules.type.value as { readonly items?: Rules }) : {};
  const { type } = items ?? rules;
  if (type.case !== 'string') return '';
  const texts = type.value as Message;
  return ownRules.find(([, extension]) => extension !== undefined && hasExtension(texts, extension))?.[0] ?? '';
}

/** The part of buf.validate.FieldRules that is asked for. */
interface Rules {
  readonly type: { readonly case?: string; readonly value?: unknown };
}
