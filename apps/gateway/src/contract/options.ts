import { optionNamed } from '@doorstep/access';
import { getOption, hasOption, type DescField, type DescMessage, type DescMethod } from '@bufbuild/protobuf';

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

/** Whether a field holds personal data. */
export const isPersonal = (field: DescField): boolean => hasOption(field, sensitive);

const behaviours = { required: 2, outputOnly: 3, immutable: 5 } as const;

/** Whether google.api.field_behavior says so of a field. */
export const behaves = (field: DescField, as: keyof typeof behaviours): boolean =>
  (getOption(field, fieldBehavior) as readonly number[]).includes(behaviours[as]);

/** A field of a message by its name in the proto. */
export const fieldNamed = (message: DescMessage, name: string): DescField | undefined =>
  message.fields.find((field) => field.name === name);
