import { grantsOf, notPermitted, rolesIn, scopeOf } from '@doorstep/access';
import type { Importer } from '@doorstep/contracts/sheets/v1/intake.js';
import type { Caller, Text } from '@doorstep/domain';
import { invalid, malformed, ownCaller, pathOf, standardMethod, type Handlers } from '@doorstep/runtime';
import {
  fromJson,
  ScalarType,
  toBinary,
  type DescField,
  type DescMessage,
  type DescMethod,
  type JsonObject,
  type JsonValue,
} from '@bufbuild/protobuf';
import type { Column } from '../column.js';
import type { Values } from '../entries.js';

/** How long the work on one sheet may take. */
const patienceMs = 600_000;

const whole: Text = { zh: '应为整数', en: 'must be a whole number' };
const most32 = 2 ** 31 - 1;
const mostOf: ReadonlyMap<ScalarType, number> = new Map([
  [ScalarType.INT32, most32],
  [ScalarType.INT64, Number.MAX_SAFE_INTEGER],
]);

/** The ordinary Create of a noun, as lines of a sheet go through it. */
export class OrdinaryCreate {
  private readonly method: DescMethod;
  /** Field of the request that holds the draft. */
  private readonly draft: DescField;
  /** What a line becomes. */
  readonly drafted: DescMessage;
  private readonly days: ReadonlySet<string>;
  private readonly instants: ReadonlyMap<string, string>;

  /** Throws where the contract has no Create of the collection. */
  constructor(
    collection: string,
    columns: readonly Column[],
    private readonly handlers: Handlers,
  ) {
    const method = standardMethod('Create', collection);
    const draft = method?.input.fields.find(({ message }) => message === method.output);
    if (method === undefined || draft === undefined) throw new Error(`the contract has no Create of ${collection}`);
    [this.method, this.draft, this.drafted] = [method, draft, method.output];
    this.days = new Set(
      columns.flatMap(({ field, type, time }) => (type === 'day' && time === undefined ? [field] : [])),
    );
    this.instants = new Map(columns.flatMap(({ field, time }) => (time === undefined ? [] : [[field, time] as const])));
  }

  /** Whoever imports, with what the access rule gives them. Throws NOT_PERMITTED. */
  callerOf({ subject, roles, divisions }: Importer): Caller {
    const who = { subject, roles: rolesIn(roles), divisions, organisation: '', client: 'import' };
    const admission = scopeOf({ ...who, expires: new Date(0), issued: new Date(0), token: '' }, grantsOf(this.method));
    const method = pathOf(this.method).slice(1);
    if (admission === undefined) throw notPermitted({ method });
    return { ...ownCaller('import', method, patienceMs), ...who, ...admission, personal: [] };
  }

  /** Does what the RPC does with the values of a line. Throws as it does. */
  async perform(values: Values, requestId: string, caller: Caller): Promise<void> {
    await this.handlers.perform(pathOf(this.method), this.request(values, requestId), caller);
  }

  /** Throws INVALID where a number is none of its field's, and MALFORMED. */
  private request(values: Values, requestId: string): Uint8Array {
    const { input } = this.method;
    const proved = Object.entries(values).map(([field, value]) => [field, this.proved(field, value)] as const);
    const { effectiveTime, ...fields } = nested(proved);
    const json = { requestId, [this.draft.jsonName]: fields, ...(effectiveTime !== undefined && { effectiveTime }) };
    try {
      return toBinary(input, fromJson(input, json));
    } catch {
      throw malformed({ message: input.typeName });
    }
  }

  /** A value as JSON has it; a day that stands for an instant with its time in China. */
  private proved(field: string, value: Values[string]): Values[string] {
    const time = this.instants.get(field);
    if (time !== undefined) return instantOf(String(value), time);
    if (typeof value === 'string' && this.days.has(field)) return value.slice(0, 10);
    const most = mostOf.get(this.draft.message?.field[field]?.scalar ?? ScalarType.STRING);
    if (most !== undefined && typeof value === 'number' && !(Number.isInteger(value) && Math.abs(value) <= most))
      throw invalid({ field }, [{ field, rule: 'sheet.integer', text: whole }]);
    return value;
  }
}

/** Values by their fields, those of a message within under its own: `location.longitude`. */
function nested(values: readonly (readonly [string, Values[string]])[]): JsonObject {
  const json: JsonObject = {};
  for (const [path, value] of values) {
    const [field = '', within] = path.split('.');
    const of = value as JsonValue;
    json[field] = within === undefined ? of : { ...(json[field] as JsonObject | undefined), [within]: of };
  }
  return json;
}

/** A day with the time that stands behind it, or the one that is meant by a day alone. */
function instantOf(day: string, usual: string): string {
  const [date = '', time = usual] = day.split(' ');
  return new Date(`${date}T${time}+08:00`).toISOString();
}
