import { ScalarType, type DescField, type DescMessage, type JsonValue } from '@bufbuild/protobuf';
import type { Violation } from '@doorstep/domain';
import { personalClassOf } from '../contract/options.js';
import type { Route } from '../contract/routes.js';
import { fieldsOf, shapes, type JsonObject } from '../json/violations.js';
import { wellKnown } from '../json/leaves.js';
import { decoded } from './target.js';

/** Query parameters as the part of the request's JSON that neither path nor body fills, and what is wrong with them. */
export function queryOf(route: Route, query: string): { readonly json: JsonObject; readonly violations: Violation[] } {
  const json: JsonObject = {};
  const { values: named, violations } = pairsIn(query);
  for (const [name, values] of named) {
    const field = parameterOf(route, name);
    if (field !== undefined && personalClassOf(field)) violations.push({ field: name, ...shapes.inUrl });
    else if (field === undefined) violations.push({ field: name, ...shapes.unknown });
    else if (field.jsonName in json) violations.push({ field: name, ...shapes.twice });
    else if (field.fieldKind !== 'list' && values.length > 1) violations.push({ field: name, ...shapes.repeated });
    else
      json[field.jsonName] =
        field.fieldKind === 'list' ? values.map((value) => valueOf(field, value)) : valueOf(field, values[0] ?? '');
  }
  return { json, violations };
}

/**
 * Values of a query by their keys, as forms write them, and what is no UTF-8 in percent-encoding, by its key. Stricter
 * than URLSearchParams, which drops a question mark before the first key and puts U+FFFD for broken bytes.
 * Source: application/x-www-form-urlencoded of the URL standard; RFC 3986, 2.1.
 */
function pairsIn(query: string): { readonly values: ReadonlyMap<string, string[]>; readonly violations: Violation[] } {
  const values = new Map<string, string[]>();
  const violations: Violation[] = [];
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const [key = '', ...rest] = pair.split('=');
    const [name, text] = [textOf(key), textOf(rest.join('='))];
    if (name === undefined || text === undefined) violations.push({ field: name ?? key, ...shapes.encoding });
    else if (!values.get(name)?.push(text)) values.set(name, [text]);
  }
  return { values, violations };
}

const textOf = (part: string): string | undefined => decoded(part.replaceAll('+', ' '));

/** Fields of the request that a query parameter may fill, by google/api/http.proto. */
export const parametersOf = (route: Route): DescField[] =>
  route.body === '*'
    ? []
    : route.method.input.fields.filter(
        (field) => field !== route.body && !inPath(route, field) && isPlain(field) && !toldByFile(route, field),
      );

/** What the request itself tells of the file that it carries. */
const ofFiles = ['file_name', 'media_type', 'sha256', 'last'];
const toldByFile = ({ file }: Route, { name }: DescField): boolean => file === 'up' && ofFiles.includes(name);

function parameterOf(route: Route, name: string): DescField | undefined {
  const field = fieldsOf(route.method.input).get(name);
  return field && parametersOf(route).includes(field) ? field : undefined;
}

const inPath = (route: Route, { name }: DescField): boolean => route.variables.some(({ field }) => field === name);

/** What fits into a text: no maps, and no messages but those that JSON writes as a string. */
function isPlain(field: DescField): boolean {
  if (field.fieldKind === 'map') return false;
  const message: DescMessage | undefined = field.message;
  return message === undefined || message.typeName in wellKnown;
}

/** Text as the JSON value that ProtoJSON expects; what does not fit stays text and is refused by its type later. */
function valueOf(field: DescField, text: string): JsonValue {
  if (field.enum !== undefined && /^\d+$/.test(text)) return Number(text);
  if (field.scalar === ScalarType.BOOL && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
