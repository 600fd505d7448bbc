import { optionNamed, registry } from '@doorstep/access';
import { getOption, type DescEnum, type DescMessage, type DescService } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';

const option = (name: string) => optionNamed(`doorstep.options.v1.${name}`);
const names = {
  service: option('service_zh'),
  rpc: option('method_zh'),
  message: option('message_zh'),
  field: option('zh'),
  enum: option('enum_zh'),
  enum_value: option('value_zh'),
};
type Kind = keyof typeof names;

interface Named {
  readonly path: string;
  readonly kind: Kind;
  readonly zh: string;
  readonly scope: string;
}
const named = (kind: Kind, desc: never, path: string, scope: string): Named => ({
  path,
  kind,
  zh: String(getOption(desc, names[kind] as never)),
  scope,
});

const ofEnum = (one: DescEnum): Named[] => [
  named('enum', one as never, one.typeName, one.file.name),
  ...one.values.map((value) => named('enum_value', value as never, `${one.typeName}.${value.name}`, one.typeName)),
];
const ofService = (one: DescService): Named[] => [
  named('service', one as never, one.typeName, 'services'),
  ...one.methods.map((rpc) => named('rpc', rpc as never, `${one.typeName}.${rpc.name}`, one.typeName)),
];
const ofMessage = (one: DescMessage): Named[] => [
  named('message', one as never, one.typeName, one.file.name),
  ...one.fields.map((field) => named('field', field as never, `${one.typeName}.${field.name}`, one.typeName)),
];

const contract = [...registry]
  .filter(({ typeName }) => typeName.startsWith('doorstep.') && !typeName.startsWith('doorstep.options.'))
  .flatMap((type) => {
    if (type.kind === 'message') return ofMessage(type);
    if (type.kind === 'enum') return ofEnum(type);
    return type.kind === 'service' ? ofService(type) : [];
  });

const shown = ({ path, zh }: Named): string => `${path} ${zh}`;

// What a converter writes where nobody has said anything yet, and words that say nothing of what they name.
const nothingSaid = ['办理', '字段', '消息', '枚举', '服务', '请求', '回复', '响应', '内容', '值', '是否虚构'];

describe('Chinese names of the contract', () => {
  it.each<[string, (one: Named) => boolean]>([
    ['are written, Han characters but for their brackets', ({ zh }) => !/^[\p{Script=Han}（）%]+$/u.test(zh)],
    ['have 16 characters at most', ({ zh }) => zh.length > 16],
    ['are no placeholders', ({ zh }) => nothingSaid.includes(zh)],
  ])('%s', (_, wrong) => {
    expect(contract.length).toBeGreaterThan(1_000);
    expect(contract.filter(wrong).map(shown)).toEqual([]);
  });

  it('tell siblings apart: the fields of a message, values of an enum, RPCs of a service, and services', () => {
    const siblings = contract.filter(({ kind }) => kind !== 'message' && kind !== 'enum');
    const places = Map.groupBy(siblings, ({ scope, zh }) => `${scope} ${zh}`);
    expect([...places.values()].filter(({ length }) => length > 1).map((twice) => twice.map(shown))).toEqual([]);
  });

  it('say the same of what every request has', () => {
    const step = registry.getMessage('doorstep.aip.v1.StepRequest');
    const list = registry.getMessage('doorstep.aip.v1.ListRequest');
    const shared = new Map([...(step?.fields ?? []), ...(list?.fields ?? [])].map((one) => [one.name, one]));
    expect(shared.size).toBe(9);
    const other = [...registry].flatMap((type) =>
      type.kind === 'message' && type.typeName.startsWith('doorstep.') && type.name.endsWith('Request')
        ? ofMessage(type).filter(({ kind, path, zh }) => {
            const as = shared.get(path.slice(path.lastIndexOf('.') + 1));
            return kind === 'field' && as !== undefined && zh !== getOption(as, names.field);
          })
        : [],
    );
    expect(other.map(shown)).toEqual([]);
  });
});
