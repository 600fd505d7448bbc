import { optionNamed } from '@doorstep/access';
import { clearField, getOption, isFieldSet, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { follow, trails } from './trail.js';

const behaviour = optionNamed('google.api.field_behavior');
const OUTPUT_ONLY = 3;

/** Whether a field is not the client's to say. */
export function isOutputOnly(field: DescField): boolean {
  const set: unknown = getOption(field, behaviour);
  return Array.isArray(set) && set.includes(OUTPUT_ONLY);
}

const outputOnly = trails(isOutputOnly);

/**
 * Clears what is not the client's to say, at every depth (AIP-203), save the fields that the URL binds, as `need.name`.
 * Without this, a rule that spreads a draft would let its sender set any field. Says whether there was any.
 */
export function clearOutputOnly(descriptor: DescMessage, message: Message, bound: readonly string[]): boolean {
  const sent = [...follow(message, outputOnly(descriptor))].filter(
    (found) => isFieldSet(found.message, found.field) && !bound.includes(found.path),
  );
  for (const found of sent) clearField(found.message, found.field);
  return sent.length > 0;
}
