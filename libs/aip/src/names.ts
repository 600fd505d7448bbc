import { failure } from '@doorstep/domain';

const nameMalformed = failure(
  'INVALID_ARGUMENT',
  'NAME_MALFORMED',
  '资源名称格式不正确',
  'the resource name is malformed',
  { zh: '请按 collection/id 的格式填写名称', en: 'write the name as collection/id' },
);

/** A flat resource name, `needs/{id}` (AIP-122). */
export const nameOf = <const C extends string>(collection: C, id: string): `${C}/${string}` => `${collection}/${id}`;

/** A text as a name of a collection. Throws NAME_MALFORMED where it is none. */
export function nameIn<const C extends string>(collection: C, text: string): `${C}/${string}` {
  return nameOf(collection, idOf(collection, text));
}

/** The id in a name of a collection. Throws NAME_MALFORMED where the name is of another collection or has no id. */
export function idOf(collection: string, name: string): string {
  const [head, id, ...rest] = name.split('/');
  if (head !== collection || !id || rest.length > 0) throw nameMalformed({ name, expected: `${collection}/{id}` });
  return id;
}

/** The collection of a name, `needs` for `needs/n1`. */
export const collectionOf = (name: string): string => name.slice(0, name.indexOf('/'));
