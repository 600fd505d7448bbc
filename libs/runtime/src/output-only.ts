import { optionNamed } from '@doorstep/access';
import { getOption, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { isReflectMessage, type ReflectMessage } from '@bufbuild/protobuf/reflect';

const behaviour = optionNamed('google.api.field_behavior');
const OUTPUT_ONLY = 3;

interface Fields {
  readonly outputOnly: readonly DescField[];
  readonly messages: readonly DescField[];
}
const known = new Map<DescMessage, Fields>();

function fieldsOf(message: DescMessage): Fields {
  const found = known.get(message);
  if (found !== undefined) return found;
  const outputOnly = message.fields.filter(isOutputOnly);
  const messages = message.fields.filter((field) => field.message !== undefined && !outputOnly.includes(field));
  const fields = { outputOnly, messages };
  known.set(message, fields);
  return fields;
}

function isOutputOnly(field: DescField): boolean {
  const set: unknown = getOption(field, behaviour);
  return Array.isArray(set) && set.includes(OUTPUT_ONLY);
}

/**
 * Clears what is not the client's to say, at every depth (AIP-203), save the fields that the URL binds, as `need.name`.
 * Without this, a rule that spreads a draft would let its sender set any field. Says whether there was any.
 */
export function clearOutputOnly(message: ReflectMessage, bound: readonly string[], path = ''): boolean {
  const { outputOnly, messages } = fieldsOf(message.desc);
  const sent = outputOnly.filter((field) => message.isSet(field) && !bound.includes(path + field.name));
  for (const field of sent) message.clear(field);
  const below = messages.map((field) => {
    if (field.fieldKind === 'message' && message.isSet(field)) {
      return clearOutputOnly(message.get(field), bound, `${path}${field.name}.`);
    }
    if (field.fieldKind !== 'list') return false;
    const items = [...message.get(field)].filter((item) => isReflectMessage(item));
    return items.map((item) => clearOutputOnly(item, bound, '*')).some(Boolean);
  });
  return sent.length > 0 || below.some(Boolean);
}
