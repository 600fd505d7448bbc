/** A Count beside every List of a noun: said once for all of them, in `aip/v1/requests.proto`, and added to the image here. */
import {
  create,
  createFileRegistry,
  fromBinary,
  getExtension,
  hasExtension,
  setExtension,
  toBinary,
  type DescExtension,
  type FileRegistry,
} from '@bufbuild/protobuf';
import {
  FileDescriptorSetSchema,
  MethodDescriptorProtoSchema,
  MethodOptionsSchema,
  SourceCodeInfo_LocationSchema,
  type FileDescriptorProto,
  type MethodDescriptorProto,
} from '@bufbuild/protobuf/wkt';

const aip = '.doorstep.aip.v1';

/** The image with the Counts in it, and with a comment on each. */
export function counting(imageWithSource: Uint8Array): Uint8Array {
  const set = fromBinary(FileDescriptorSetSchema, imageWithSource);
  const registry = createFileRegistry(set);
  for (const file of set.file) addCounts(file, registry);
  return toBinary(FileDescriptorSetSchema, set);
}

// Field numbers of descriptor.proto: where the comment on a method stands.
const [services, methods] = [6, 2];

/** A noun is a message whose file has its service; its list is `List` and the noun in the plural. */
function addCounts(file: FileDescriptorProto, registry: FileRegistry): void {
  for (const [at, service] of file.service.entries()) {
    const noun = service.name.replace(/Service$/, '');
    if (!file.messageType.some(({ name }) => name === noun)) continue;
    const list = service.method.find(
      ({ name, inputType }) => name.startsWith('List') && inputType === `${aip}.ListRequest`,
    );
    if (list === undefined) continue;
    const place = [services, at, methods, service.method.push(countOf(list, registry)) - 1];
    const leadingComments = ` 计数: how many there are of what ${list.name} lists. Errors: FILTER_NOT_SERVED.\n`;
    file.sourceCodeInfo?.location.push(
      create(SourceCodeInfo_LocationSchema, { path: place, span: [0, 0, 0], leadingComments }),
    );
  }
}

interface HttpRule {
  readonly pattern: { readonly case?: string; readonly value?: unknown };
}

function countOf(list: MethodDescriptorProto, registry: FileRegistry): MethodDescriptorProto {
  const option = (name: string) => registry.getExtension(name) as DescExtension;
  const [http, access] = [option('google.api.http'), option('doorstep.options.v1.access')];
  const said = list.options ?? create(MethodOptionsSchema);
  const route: unknown = getExtension(said, http);
  const { pattern } = route as HttpRule;
  const options = create(MethodOptionsSchema);
  const rule = { pattern: { case: pattern.case, value: `${String(pattern.value)}:count` } };
  const httpRule = http.message;
  if (httpRule === undefined) throw new Error('google.api.http is no message');
  setExtension(options, http, create(httpRule, rule));
  if (hasExtension(said, access)) setExtension(options, access, getExtension(said, access));
  return create(MethodDescriptorProtoSchema, {
    name: list.name.replace(/^List/, 'Count'),
    inputType: `${aip}.CountRequest`,
    outputType: `${aip}.CountResponse`,
    options,
  });
}
