import { image } from '@doorstep/contracts/image.js';
import {
  createFileRegistry,
  fromBinary,
  getOption,
  hasOption,
  type DescExtension,
  type DescMessage,
  type FileRegistry,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/** Descriptors of every proto, with their options: what services and gateway read the contract from. */
export const registry: FileRegistry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image));

/** An option of the contract by its full name. Throws where the image has none. */
export function optionNamed(name: string): DescExtension {
  const extension = registry.getExtension(name);
  if (extension === undefined) throw new Error(`the descriptor image has no option ${name}`);
  return extension;
}

/** What an option says of something in the contract, in the shape of the option's type; undefined where it says nothing. */
export const optionIn = (said: Parameters<typeof hasOption>[0], option: DescExtension): unknown =>
  hasOption(said, option) ? getOption(said, option) : undefined;

const resource = optionNamed('google.api.resource');

/** Messages that are stored resources, by the collection that their names begin with, `needs`. */
export const nouns: ReadonlyMap<string, DescMessage> = new Map(
  [...registry.files]
    .flatMap(({ messages }) => messages)
    .flatMap((message) => {
      const { pattern = [] } = getOption(message, resource) as { readonly pattern?: readonly string[] };
      return pattern.map((text) => [text.slice(0, text.indexOf('/')), message] as const);
    }),
);

const codedAs = optionNamed('doorstep.options.v1.coded_as');

/**
 * First parts of the names of records that others name by a code, by the rule that the code obeys: `divisions` by
 * `division`.
 */
export const collectionsByRule: ReadonlyMap<string, string> = new Map(
  [...nouns].flatMap(([collection, message]) => {
    const rule = optionIn(message, codedAs);
    return typeof rule === 'string' ? [[rule, collection] as const] : [];
  }),
);
