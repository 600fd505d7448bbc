import { grantsOf, open, optionNamed, registry, type Grant } from '@doorstep/access';
import { getOption, hasOption, isMessage, toJson, type DescMessage, type DescMethod } from '@bufbuild/protobuf';
import * as z from 'zod';
import { serviceName, type Rpc, type ServiceDefinition } from './serves.js';

/** What the contract says of one RPC. */
export interface Method {
  /** Full name, `doorstep.matching.v1.NeedService/VerifyNeed`. */
  readonly name: string;
  readonly rpc: Rpc;
  readonly input: DescMessage;
  readonly grants: readonly Grant[];
  /** Fields that the URL names, `need.name`; they are the client's to say even where they are OUTPUT_ONLY elsewhere. */
  readonly bound: readonly string[];
  /** First part of the names that such a field takes, `needs`: shared requests do not say of which noun they are. */
  readonly collections: ReadonlyMap<string, string>;
  readonly mutating: boolean;
}

const httpOption = optionNamed('google.api.http');
const httpRule = z.object({
  get: z.string().optional(),
  post: z.string().optional(),
  patch: z.string().optional(),
  put: z.string().optional(),
  delete: z.string().optional(),
});

/** Whether a message has a field, by its name in the proto. */
const has = (message: DescMessage, field: string): boolean => message.fields.some(({ name }) => name === field);

/** The methods of a service by the contract. Throws with every promise that the contract breaks. */
export function methodsOf(definition: ServiceDefinition): readonly Method[] {
  const name = serviceName(definition);
  const service = registry.getService(name);
  if (service === undefined) throw new Error(`the descriptor image has no service ${name}`);
  const faults = service.methods.flatMap((method) =>
    faultsOf(method).map((fault) => `${name}/${method.name} ${fault}`),
  );
  if (faults.length > 0) throw new Error(`contract: ${faults.join('; ')}`);
  return Object.entries(definition).map(([local, rpc]) => {
    const method = service.method[local];
    if (method === undefined) throw new Error(`the descriptor image has no RPC ${rpc.path}`);
    const { path, mutating } = routeOf(method);
    const bound = [...path.matchAll(/\{([a-z0-9_.]+)/g)].flatMap(([, field]) => field ?? []);
    const collections = new Map(
      [...path.matchAll(/\{([a-z0-9_.]+)=([A-Za-z]+)\/\*\}/g)].map(
        ([, field = '', first = '']) => [field, first] as const,
      ),
    );
    const { input } = method;
    return { name: rpc.path.slice(1), rpc, input, grants: grantsOf(method), bound, collections, mutating };
  });
}

/** What an RPC lacks that every RPC of its kind must have. */
export function faultsOf(method: DescMethod): string[] {
  const { mutating, creates } = routeOf(method);
  const toAnybody = open(grantsOf(method));
  return [
    ...(grantsOf(method).length === 0 ? ['has no access rule'] : []),
    ...(mutating && !has(method.input, 'request_id') ? ['changes something and has no request_id'] : []),
    ...(mutating && !creates && !has(method.input, 'etag') ? ['changes a record and has no etag'] : []),
    ...(mutating && toAnybody ? ['changes something and is open to anybody'] : []),
    ...(toAnybody && holdsPersonal(method.output) ? ['answers anybody with personal fields'] : []),
  ];
}

const sensitive = optionNamed('doorstep.options.v1.sensitive');

/** Whether a message, or one within it, has a personal field. */
const holdsPersonal = (message: DescMessage, seen = new Set<DescMessage>()): boolean =>
  !seen.has(message) &&
  message.fields.some(
    (field) =>
      hasOption(field, sensitive) || (field.message !== undefined && holdsPersonal(field.message, seen.add(message))),
  );

interface Route {
  readonly path: string;
  readonly mutating: boolean;
  /** A POST that names no record makes one. */
  readonly creates: boolean;
}

/** An RPC without a route is for services only, and reads. */
export function routeOf(method: DescMethod): Route {
  const rule = httpOf(method);
  const path = rule.get ?? rule.post ?? rule.patch ?? rule.put ?? rule.delete ?? '';
  const mutating = path !== '' && rule.get === undefined;
  return { path, mutating, creates: rule.post !== undefined && !path.includes('}:') };
}

function httpOf(method: DescMethod): z.output<typeof httpRule> {
  const { message } = httpOption;
  const value = getOption(method, httpOption);
  if (message === undefined || !isMessage(value)) return {};
  return httpRule.parse(toJson(message, value, { registry }));
}
