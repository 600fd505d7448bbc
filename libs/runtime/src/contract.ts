import { grantsOf, optionNamed, registry, type Grant } from '@doorstep/access';
import { getOption, isMessage, toJson, type DescMessage, type DescMethod } from '@bufbuild/protobuf';
import { z } from 'zod';
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
export const has = (message: DescMessage, field: string): boolean => message.fields.some(({ name }) => name === field);

/** The methods of a service by the contract. Throws with every promise that the contract breaks. */
export function methodsOf(definition: ServiceDefinition): readonly Method[] {
  const name = serviceName(definition);
  const service = registry.getService(name);
  if (service === undefined) throw new Error(`the descriptor image has no service ${name}`);
  const read = Object.entries(definition).map(([local, rpc]) => {
    const method = service.method[local];
    if (method === undefined) throw new Error(`the descriptor image has no RPC ${rpc.path}`);
    return methodOf(method, rpc);
  });
  const faults = read.flatMap(({ method, faults }) => faults.map((fault) => `${method.name} ${fault}`));
  if (faults.length > 0) throw new Error(`contract: ${faults.join('; ')}`);
  return read.map(({ method }) => method);
}

function methodOf(descriptor: DescMethod, rpc: Rpc): { method: Method; faults: string[] } {
  const { input } = descriptor;
  const rule = httpOf(descriptor);
  const path = rule.get ?? rule.post ?? rule.patch ?? rule.put ?? rule.delete ?? '';
  const mutating = path !== '' && rule.get === undefined;
  const grants = grantsOf(descriptor);
  const creates = rule.post !== undefined && !path.includes('}:');
  const faults = [
    ...(grants.length === 0 ? ['has no access rule'] : []),
    ...(mutating && !has(input, 'request_id') ? ['changes something and has no request_id'] : []),
    ...(mutating && !creates && !has(input, 'etag') ? ['changes a record and has no etag'] : []),
  ];
  const bound = [...path.matchAll(/\{([a-z0-9_.]+)/g)].flatMap(([, field]) => field ?? []);
  return { method: { name: rpc.path.slice(1), rpc, input, grants, bound, mutating }, faults };
}

function httpOf(method: DescMethod): z.output<typeof httpRule> {
  const { message } = httpOption;
  const value = getOption(method, httpOption);
  if (message === undefined || !isMessage(value)) return {};
  return httpRule.parse(toJson(message, value, { registry }));
}
