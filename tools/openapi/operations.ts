import { grantsOf, optionNamed, registry } from '@doorstep/access';
import { getOption, type DescField, type DescMessage, type DescMethod } from '@bufbuild/protobuf';
import { fieldNamed, patternOf, referenceOf, type Resource } from '../../apps/gateway/src/contract/options.ts';
import type { Route } from '../../apps/gateway/src/contract/routes.ts';
import { itemsOf, sheetTypes } from '../../apps/gateway/src/export/export.ts';
import { mediaTypesOf } from '../../apps/gateway/src/http/body.ts';
import { isOpen } from '../../apps/gateway/src/http/identity.ts';
import { parametersOf } from '../../apps/gateway/src/request/query.ts';
import type { Comments } from './schema/comments.ts';
import { commonHeaders, headersNamed, problems, type HeaderParameter } from './components.ts';
import { exampleOf, type Examples } from './examples.ts';
import { mustSay, rulesOf } from './schema/rules.ts';
import type { Schema } from './schema/json-schema.ts';
import type { Schemas } from './schema/schema.ts';

const zh = optionNamed('doorstep.options.v1.method_zh');

/** One operation and the path under which it stands. */
export interface Operation {
  readonly path: string;
  readonly verb: string;
  readonly operation: Schema;
}

/** What there is to tell operations by. */
export interface Told {
  readonly schemas: Schemas;
  readonly comments: Comments;
  /** HTTP status of a reason; undefined where nobody gives it. */
  readonly statusOf: (reason: string) => number | undefined;
  readonly examples: Examples;
}

/** Says of a route what its descriptor and its comment say. */
export function operationOf(route: Route, { schemas, comments, statusOf, examples }: Told): Operation {
  const { method, roles } = route;
  const comment = comments.get(`${method.parent.typeName}.${method.name}`) ?? '';
  const { path, parameters } = pathOf(route);
  const reasons = reasonsIn(comment);
  const body = bodyOf(route, schemas, reasons.includes('REASON_REQUIRED'));
  const example = exampleOf(route, examples, schemas);
  return {
    path,
    verb: route.http.toLowerCase(),
    operation: {
      operationId: method.localName,
      tags: [method.parent.name.replace(/Service$/, '')],
      summary: getOption(method, zh) as string,
      description: itemsOf(route) ? `${comment}\n\n${asSheets}` : comment,
      ...(itemsOf(route) && { 'x-doorstep-sheets': sheetTypes }),
      'x-doorstep-roles': [...roles].sort(),
      'x-doorstep-access': grantsOf(method).map((grant) => ({
        ...grant,
        roles: [...grant.roles],
      })),
      'x-doorstep-reasons': reasons,
      ...(isOpen(route) && { security: [{}, { oidc: [] }] }),
      parameters: [...parameters, ...queryOf(route, schemas), ...headersOf(route)],
      ...(body === undefined ? {} : { requestBody: withExample(body, example) }),
      responses: {
        ...successOf(route, schemas),
        ...failuresOf(route, body !== undefined, reasons.map(statusOf)),
      },
    },
  };
}

/** Reasons that a comment names behind "Errors:". */
const reasonsIn = (comment: string): string[] => [
  ...new Set(/Errors:([^]*)/.exec(comment)?.[1]?.match(/\b[A-Z][A-Z_]{3,}\b/g) ?? []),
];

function pathOf(route: Route): { path: string; parameters: Schema[] } {
  const wild = route.segments.map((segment, i) => (segment === '*' ? wildcard(route, i) : undefined));
  const segments = route.segments.map((segment, i) => (wild[i] ? `{${wild[i].name}}` : segment));
  const path = `/${segments.join('/')}${route.verb === '' ? '' : `:${route.verb}`}`;
  return { path, parameters: wild.filter((one) => one !== undefined) };
}

/** The parameter that stands for one `*` of a path, named as the resource's own pattern names it: `needs/{need}`. */
function wildcard({ method, variables, segments }: Route, i: number): Schema & { readonly name: string } {
  const collection = segments[i - 1] ?? '';
  const variable = variables.find(({ start, end }) => start <= i && i < end);
  const field = variable && fieldAt(method.input, variable.field.split('.'));
  // A variable of one segment is a field that names no resource: it is called as the field.
  const alone = variable && variable.end - variable.start === 1 ? variable.field : undefined;
  const name = alone ?? wildcardName(method, field && referenceOf(field), collection);
  const whole = field && rulesOf(field).string?.['pattern'];
  // A shared request says nothing of the noun: its pattern is that of any name, `^[a-zA-Z]+/…`.
  const pattern = typeof whole === 'string' ? whole.replace(/^\^[^/[]*(\[a-zA-Z\]\+)?\//, '^') : '^[a-z0-9_-]{1,64}$';
  const description = `Last part of the name, \`${collection}/{${name}}\`.`;
  return { name, in: 'path', required: true, description, schema: { type: 'string', pattern } };
}

function fieldAt(message: DescMessage, [name = '', ...rest]: readonly string[]): DescField | undefined {
  const field = fieldNamed(message, name);
  return rest.length === 0 || field?.message === undefined ? field : fieldAt(field.message, rest);
}

function wildcardName(method: DescMethod, type: string | undefined, collection: string): string {
  const resources = [...registry].filter((desc) => desc.kind === 'message').map(patternOf);
  const fits =
    type === undefined
      ? ({ pattern }: Resource) => pattern.startsWith(`${collection}/`)
      : (one: Resource) => one.type === type;
  const pattern = resources.find((one) => one && fits(one))?.pattern;
  const name = new RegExp(`${collection}/\\{(\\w+)\\}`).exec(pattern ?? '')?.[1];
  if (name === undefined) throw new Error(`${method.name}: no resource has the pattern ${collection}/{…}`);
  return name;
}

/** Fields that a header carries better. */
const inHeaders = ['etag', 'request_id', 'reason'];

const queryOf = (route: Route, schemas: Schemas): Schema[] =>
  parametersOf(route)
    .filter(({ name }) => !inHeaders.includes(name))
    .map((field) => {
      const { description, ...schema } = schemas.field(field);
      return {
        name: field.jsonName,
        in: 'query',
        required: route.body === '' || route.file === 'up' ? mustSay(field) : false,
        ...(description === undefined ? {} : { description }),
        schema,
      };
    });

function headersOf(route: Route): Schema[] {
  const { input, output } = route.method;
  const takes = (field: string): boolean => fieldNamed(input, field) !== undefined;
  const names: (HeaderParameter | false)[] = [
    route.etag === 'required' && 'IfMatch',
    route.etag === 'optional' && 'IfMatchOptional',
    route.effect === 'read' && (route.file === 'down' || fieldNamed(output, 'etag') !== undefined) && 'IfNoneMatch',
    takes('request_id') && 'IdempotencyKey',
    route.file === 'up' && 'ContentDigest',
    route.file === 'up' && 'ContentDisposition',
    takes('reason') && route.body !== '*' && 'Reason',
    grantsOf(route.method).some(({ personal }) => personal) && 'Purpose',
    'OnBehalfOf',
    'AcceptLanguage',
    'Traceparent',
  ];
  return names.flatMap((name) => (name === false ? [] : [{ $ref: `#/components/parameters/${name}` }]));
}

/** A file as generators of clients know one; its own media type is said as well, in `Content-Type`. */
const file = { type: 'string', format: 'binary', description: 'The file itself.' };
const bytes = 'application/octet-stream';
/** A sheet is for people: it is told in words, so that an operation has one type of answer for programs. */
const asSheets = `With \`Accept: ${sheetTypes.join('\` or \`')}\` all pages from the one asked for on come as a sheet, a row an item.`;

function withExample(body: Schema, example: Schema | undefined): Schema {
  if (example === undefined) return body;
  const content = Object.entries(body['content'] as Record<string, Schema>);
  return { ...body, content: Object.fromEntries(content.map(([type, one]) => [type, { ...one, example }])) };
}

function bodyOf(route: Route, schemas: Schemas, withReason: boolean): Schema | undefined {
  const { body, effect, method } = route;
  if (body === '') return undefined;
  if (route.file === 'up') return { required: true, content: { [bytes]: { schema: file } } };
  const content = (schema: Schema) => Object.fromEntries(mediaTypesOf(route).map((type) => [type, { schema }]));
  if (body !== '*') {
    const { message } = body;
    if (message === undefined) throw new Error(`${method.name}: its body is no message`);
    return {
      required: true,
      content: content(effect === 'update' ? schemas.patch(message) : schemas.message(message)),
    };
  }
  const bound = route.variables.map(({ field }) => field);
  const fields = method.input.fields.filter(({ name }) => !bound.includes(name));
  const required = withReason || fields.some((field) => mustSay(field) && field.name !== 'etag');
  return { required, content: content(schemas.part(method.input, fields, withReason)) };
}

const known = { description: 'You have this version.', headers: { ...headersNamed('ETag'), ...commonHeaders } };
/** Of a file: it is to be kept, never shown. */
const inert = ['Content-Disposition', 'Accept-Ranges', 'Content-Security-Policy', 'Cross-Origin-Resource-Policy'];

function successOf(route: Route, schemas: Schemas): Schema {
  const { effect, method, file: way } = route;
  if (way === 'down') {
    const headers = { ...headersNamed('ETag', ...inert), ...commonHeaders };
    const whole = { description: 'The file, whole.', headers, content: { [bytes]: { schema: file } } };
    return { 200: whole, 304: { ...known, headers } };
  }
  if (method.output.typeName === 'google.protobuf.Empty')
    return { 204: { description: 'Done; there is nothing to say.', headers: commonHeaders } };
  const tagged = fieldNamed(method.output, 'etag') !== undefined;
  const headers = {
    ...headersNamed(
      ...(tagged ? ['ETag'] : []),
      ...(effect === 'create' ? ['Location'] : []),
      ...(itemsOf(route) ? ['Content-Disposition'] : []),
    ),
    ...commonHeaders,
  };
  const answer = {
    description:
      effect === 'create'
        ? 'The new record.'
        : effect === 'read'
          ? 'What was asked for.'
          : 'The record as it now stands.',
    headers,
    content: { 'application/json': { schema: schemas.message(method.output) } },
  };
  return effect === 'read' && tagged ? { 200: answer, 304: known } : { [effect === 'create' ? 201 : 200]: answer };
}

/** @param named statuses of the reasons that the operation names. */
function failuresOf(route: Route, body: boolean, named: readonly (number | undefined)[]): Schema {
  const changes = route.effect !== 'read';
  const statuses = [
    ...[400, 401, 403, 405, 406, 408, 417, 429, 431, 499, 500, 501, 503, 504, 505],
    ...(route.variables.length > 0 ? [404] : []),
    ...(changes ? [404, 409, 422] : []),
    ...(route.etag === 'none' ? [] : [412]),
    ...(route.etag === 'required' ? [428] : []),
    ...(body ? [413, 415] : []),
    ...named.filter((status) => status !== undefined),
  ].sort((a, b) => a - b);
  return Object.fromEntries(
    [...new Set(statuses)].map((status) => [status, { $ref: `#/components/responses/${problems[status]?.[0]}` }]),
  );
}
