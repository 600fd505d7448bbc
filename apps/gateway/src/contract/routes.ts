import { grantsOf } from '@doorstep/access';
import type { Role } from '@doorstep/contracts/roles.js';
import { ScalarType, type DescField, type DescMessage, type DescMethod, type FileRegistry } from '@bufbuild/protobuf';
import { bindingsOf, fieldNamed, type HttpRule } from './options.js';
import { parseTemplate, type Template } from './template.js';

/** Methods of HTTP that a binding may use. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a call does to the resource; decides status, headers and preconditions. */
type Effect = 'read' | 'create' | 'update' | 'delete' | 'act';

/** One HTTP binding of one RPC. */
export interface Route extends Template {
  readonly http: HttpMethod;
  /** The template as the proto writes it; stands for the path in logs. */
  readonly path: string;
  readonly method: DescMethod;
  /** Path of the RPC on the wire, `/doorstep.matching.v1.NeedService/GetNeed`. */
  readonly rpc: string;
  /** The service that serves it, `matching`. */
  readonly service: string;
  readonly effect: Effect;
  /** The field that the body fills; `*` where it is the whole request; empty where there is none. */
  readonly body: DescField | '*' | '';
  /** Whether the client must say which version it saw. A transition may leave it out: its arrow protects it. */
  readonly etag: 'required' | 'optional' | 'none';
  /** Whether we may repeat it: a read, or a request with a request id; a file we do not keep. */
  readonly repeatable: boolean;
  /** Whether the path can say the whole request: a read whose headers fill no field of it. */
  readonly plain: boolean;
  /** Whether the body, or the answer, is a file that travels piece by piece. */
  readonly file: 'none' | 'up' | 'down';
  readonly roles: ReadonlySet<Role>;
}

const httpMethods: Readonly<Record<string, HttpMethod>> = {
  get: 'GET',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
};

/** Every route of the contract. Throws, naming the RPC, where one cannot be served as it is declared. */
export const routesOf = (registry: FileRegistry): Route[] =>
  [...registry.files]
    .filter(({ proto }) => proto.package.startsWith('doorstep.'))
    .flatMap(({ services }) => services.flatMap(({ methods }) => methods))
    .flatMap((method) => bindingsOf(method).map((rule) => routeOf(method, rule)));

function routeOf(method: DescMethod, rule: HttpRule): Route {
  const fail = (why: string): never => {
    throw new Error(`${method.parent.typeName}.${method.name}: ${why}`);
  };
  const http = httpMethods[rule.pattern.case ?? ''] ?? fail(`cannot bind to ${rule.pattern.case ?? 'nothing'}`);
  const path = String(rule.pattern.value);
  const template = parseTemplate(path);
  const service =
    /^doorstep\.(\w+)\.v\d+$/.exec(method.parent.file.proto.package)?.[1] ?? fail('its package is no service of ours');
  const roles = new Set(grantsOf(method).flatMap((grant) => grant.roles));
  const file = fileOf(method, rule) ?? fail('streams something else than a file');
  if (rule.responseBody !== '') fail('response_body is not served');
  if (roles.size === 0) fail('no role may call it');
  for (const { field } of template.variables)
    if (!isText(method.input, field)) fail(`${field} of its path is no string field`);
  const effect = effectOf(http, template, method);
  return {
    ...template,
    http,
    path,
    method,
    service,
    roles,
    effect,
    file,
    rpc: `/${method.parent.typeName}/${method.name}`,
    body:
      rule.body === '' || rule.body === '*'
        ? rule.body
        : (fieldNamed(method.input, rule.body) ?? fail(`has no field ${rule.body}`)),
    etag: etagOf(effect, method.input),
    plain:
      file !== 'up' &&
      effect === 'read' &&
      template.variables.every(({ field }) => !field.includes('.')) &&
      fromHeaders.every((name) => fieldNamed(method.input, name) === undefined),
    repeatable: file !== 'up' && (effect === 'read' || fieldNamed(method.input, 'request_id') !== undefined),
  };
}

/** A stream is a file whose pieces one field of bytes holds; undefined where it is another. */
function fileOf({ methodKind, input, output }: DescMethod, { body }: HttpRule): Route['file'] | undefined {
  const way = filing[methodKind];
  const content = way === 'up' ? fieldNamed(input, body) : fieldNamed(output, 'content');
  return way === 'none' || isBytes(content) ? way : undefined;
}

const filing: Readonly<Partial<Record<DescMethod['methodKind'], Route['file']>>> = {
  unary: 'none',
  client_streaming: 'up',
  server_streaming: 'down',
};

const isBytes = (field: DescField | undefined): boolean =>
  field?.fieldKind === 'scalar' && field.scalar === ScalarType.BYTES;

/** Fields that headers fill, or the body. */
const fromHeaders = ['etag', 'request_id', 'reason', 'update_mask'];

function isText(message: DescMessage, path: string): boolean {
  const [name = '', ...rest] = path.split('.');
  const field = fieldNamed(message, name);
  if (rest.length === 0) return field?.fieldKind === 'scalar' && field.scalar === ScalarType.STRING;
  return field?.fieldKind === 'message' && isText(field.message, rest.join('.'));
}

function effectOf(http: HttpMethod, { verb }: Template, { name, methodKind }: DescMethod): Effect {
  if (http === 'GET') return 'read';
  if (http === 'PATCH' || http === 'PUT') return 'update';
  if (http === 'DELETE') return 'delete';
  return verb === '' && (name.startsWith('Create') || methodKind === 'client_streaming') ? 'create' : 'act';
}

function etagOf(effect: Effect, input: DescMessage): Route['etag'] {
  if (fieldNamed(input, 'etag') === undefined) return 'none';
  return effect === 'update' || effect === 'delete' ? 'required' : 'optional';
}
