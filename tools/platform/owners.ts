import { optionNamed, registry } from '@doorstep/access';
import { getOption, hasOption } from '@bufbuild/protobuf';

const resource = optionNamed('google.api.resource');

/** The service that owns a noun, by the contract: for `needs` the service of its package. Throws where there is none. */
export function ownerOf(plural: string): string {
  for (const type of registry) {
    if (type.kind !== 'message' || !hasOption(type, resource)) continue;
    const named = getOption(type, resource) as { readonly plural: string };
    if (named.plural === plural) return type.typeName.split('.')[1] ?? '';
  }
  throw new Error(`the contract has no ${plural}`);
}
