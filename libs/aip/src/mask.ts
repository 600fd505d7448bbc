import { failure } from '@doorstep/domain';

const maskUnknown = failure(
  'INVALID_ARGUMENT',
  'MASK_UNKNOWN_FIELD',
  '更新掩码中含有未知字段',
  'the update mask names a field that does not exist',
  { zh: '请只填写该记录的字段名', en: 'name fields of the record only' },
);

const camel = (path: string): string => path.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/**
 * Field names of an update mask (AIP-134) as the messages spell them; `*` means every field given.
 * Only whole top-level fields: a record is written by top-level fields.
 * @param fields the fields that may be named. Throws MASK_UNKNOWN_FIELD.
 */
export function maskFields(mask: readonly string[], fields: readonly string[]): readonly string[] {
  if (mask.length === 0 || mask.includes('*')) return fields;
  return mask.map((path) => {
    const field = camel(path);
    if (!fields.includes(field)) throw maskUnknown({ field: path, admitted: fields.join(' ') });
    return field;
  });
}
