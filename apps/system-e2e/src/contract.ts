import { getOption, hasOption, type DescMethod } from '@bufbuild/protobuf';
import { grantsOf, optionNamed, registry, type Grant } from '@doorstep/access';

/** One RPC of the contract; those that no URL leads to have no `http`. */
export interface Route {
  /** `NeedService.VerifyNeed`. */
  readonly rpc: string;
  /** Path of the RPC on the wire, `/doorstep.matching.v1.NeedService/VerifyNeed`. */
  readonly wire: string;
  readonly http: string;
  /** Path template, `/v1/{name=needs/*}:verify`. */
  readonly path: string;
  readonly grants: readonly Grant[];
}

interface HttpRule {
  readonly pattern: { readonly case?: string; readonly value?: string };
}
const http = optionNamed('google.api.http');

/** Every RPC of the contract. */
export const routes: readonly Route[] = [...registry.files]
  .filter(({ proto }) => proto.package.startsWith('doorstep.'))
  .flatMap(({ services }) => services.flatMap(({ methods }) => methods))
  .map(routeOf);

function routeOf(method: DescMethod): Route {
  const { pattern } = hasOption(method, http) ? (getOption(method, http) as HttpRule) : { pattern: {} };
  return {
    rpc: `${method.parent.name}.${method.name}`,
    wire: `/${method.parent.typeName}/${method.name}`,
    http: pattern.case?.toUpperCase() ?? '',
    path: pattern.value ?? '',
    grants: grantsOf(method),
  };
}

/** The path of a route for one record. */
export const pathTo = ({ path }: Route, name: string): string => path.replace(/\{[^}]*\}/, name);
