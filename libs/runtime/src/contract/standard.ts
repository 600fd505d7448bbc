import { nouns, registry } from '@doorstep/access';
import type { DescMethod } from '@bufbuild/protobuf';

const key = (name: string, answer: string): string => `${name} ${answer}`;
const methods = new Map(
  [...registry]
    .flatMap((type) => (type.kind === 'service' ? type.methods : []))
    .map((method) => [key(method.name, method.output.typeName), method] as const),
);

/** The standard RPC of a noun, `GetNeed` of `needs` (AIP-131, 133); undefined where the contract has none. */
export function standardMethod(verb: 'Get' | 'Create', collection: string): DescMethod | undefined {
  const noun = nouns.get(collection);
  return noun && methods.get(key(`${verb}${noun.name}`, noun.typeName));
}

/** `/doorstep.matching.v1.NeedService/GetNeed`. */
export const pathOf = ({ parent, name }: DescMethod): string => `/${parent.typeName}/${name}`;
