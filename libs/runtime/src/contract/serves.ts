import { registry } from '@doorstep/access';
import type { CountRequest, GetRequest, HistoryRequest, ListRequest } from '@doorstep/contracts/aip/v1/requests.js';
import type { Caller } from '@doorstep/domain';
import type { DescMethod } from '@bufbuild/protobuf';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Transport } from '@nestjs/microservices';

/** An RPC of a generated service definition. */
export interface Rpc {
  /** `/doorstep.matching.v1.NeedService/VerifyNeed`. */
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  requestSerialize(message: never): Buffer;
  requestDeserialize(bytes: Buffer): object;
  responseSerialize(message: never): Buffer;
  responseDeserialize(bytes: Buffer): object;
}

/** A service as ts-proto defines it, `NeedServiceService`: its RPCs by their names in TypeScript. */
export type ServiceDefinition = Readonly<Record<string, Rpc>>;

/** `doorstep.matching.v1.NeedService`. */
export const serviceName = (definition: ServiceDefinition): string =>
  Object.values(definition)[0]?.path.split('/')[1] ?? '';

/** The methods of a definition as a caller has them. */
export type ClientOf<D extends ServiceDefinition> = {
  readonly [K in keyof D]: D[K] extends {
    requestSerialize(message: infer Request): Buffer;
    responseDeserialize(bytes: Buffer): infer Response;
  }
    ? (
        request: D[K]['requestStream'] extends true ? AsyncIterable<Request> : Request,
        caller: Caller,
      ) => D[K]['responseStream'] extends true ? AsyncIterable<Response> : Promise<Response>
    : never;
};

/** The service that owns a type of the contract, by its package: `matching` for `doorstep.matching.v1.NeedService`. */
export const ownerOf = (typeName: string): string => /^doorstep\.(\w+)\./.exec(typeName)?.[1] ?? '';
/** The service in whose package a definition is. */
export const serviceOf = (definition: ServiceDefinition): string => ownerOf(serviceName(definition));

/** A page of records or of changes. */
interface Page {
  readonly items: readonly object[];
  readonly nextPageToken: string;
}

/** What answers the standard reads of a noun. */
export interface Reads {
  get(name: string, caller: Caller): Promise<object>;
  list(request: ListRequest, caller: Caller): Promise<Page>;
  count(request: CountRequest, caller: Caller): Promise<{ readonly count: number; readonly more: boolean }>;
  history(name: string, request: HistoryRequest, caller: Caller): Promise<Page>;
}

/** Opens the records of a noun; also the token under which the store gives itself. */
export abstract class Repositories {
  abstract open(noun: never): Reads;
}

type Same<A, B> = [A, B] extends [B, A] ? true : false;
/** A request that nouns share, of whichever noun its name is. */
type OfAny<R> = R extends { name: string } ? Omit<R, 'name'> & { name: string } : R;
/** Names of the RPCs that the spine can answer: `getNeed`, `listNeeds`, `countNeeds`, `listNeedHistory`, by name and by shape. */
type StandardReads<S> = {
  [K in keyof S]: S[K] extends (request: infer R, caller: Caller) => unknown
    ? K extends `get${string}`
      ? Same<OfAny<R>, OfAny<GetRequest>> extends true
        ? K
        : never
      : K extends `list${string}`
        ? true extends Same<OfAny<R>, ListRequest> | Same<OfAny<R>, OfAny<HistoryRequest>>
          ? K
          : never
        : K extends `count${string}`
          ? Same<OfAny<R>, CountRequest> extends true
            ? K
            : never
          : never
    : never;
}[keyof S];

/** What a class must answer of a service whose noun it names to `@Serves`: everything but the standard reads. */
export type Steps<S> = Omit<S, StandardReads<S>> & Partial<Pick<S, StandardReads<S>>>;

const kept = Symbol('kept');
type Reader = { readonly [kept]: Repositories };

/** Answers a standard read from the records of a noun; undefined where the RPC is none. */
function standardRead({ name, input, output }: DescMethod, noun: object) {
  const reads = (service: Reader): Reads => service[kept].open(noun as never);
  const items = output.fields.find(({ fieldKind }) => fieldKind === 'list')?.localName ?? '';
  const paged = ({ items: found, nextPageToken }: Page): object => ({ [items]: found, nextPageToken });
  switch (input.typeName) {
    case 'doorstep.aip.v1.GetRequest':
      if (!name.startsWith('Get')) return undefined;
      return function (this: Reader, request: GetRequest, caller: Caller) {
        return reads(this).get(request.name, caller);
      };
    case 'doorstep.aip.v1.ListRequest':
      return async function (this: Reader, request: ListRequest, caller: Caller) {
        return paged(await reads(this).list(request, caller));
      };
    case 'doorstep.aip.v1.CountRequest':
      return function (this: Reader, request: CountRequest, caller: Caller) {
        return reads(this).count(request, caller);
      };
    case 'doorstep.aip.v1.HistoryRequest':
      return async function (this: Reader, request: HistoryRequest, caller: Caller) {
        return paged(await reads(this).history(request.name, request, caller));
      };
    default:
      return undefined;
  }
}

/**
 * Binds a class to a generated service: each RPC is answered by the method of its name; Get, List, Count and History of
 * a noun by its records where the class has no such method.
 */
export function Serves(definition: ServiceDefinition, noun?: object): ClassDecorator {
  return (target) => {
    Controller()(target);
    const prototype = target.prototype as object;
    if (noun) Inject(Repositories)(prototype, kept);
    const service = noun && registry.getService(serviceName(definition));
    for (const [name, { path }] of Object.entries(definition)) {
      const rpc = service?.method[name];
      const read = rpc && noun && !Object.hasOwn(prototype, name) ? standardRead(rpc, noun) : undefined;
      if (read) Object.defineProperty(prototype, name, { value: read, configurable: true, writable: true });
      const method = Object.getOwnPropertyDescriptor(prototype, name);
      // One that is absent stops the boot, where the message can name all that are.
      if (method !== undefined) MessagePattern(path, Transport.GRPC, { definition })(prototype, name, method);
    }
  };
}
