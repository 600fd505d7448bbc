import { grantsOf, notPermitted, rolesIn, registry, scopeOf } from '@doorstep/access';
import type { Caller } from '@doorstep/domain';
import { ownCaller, type Handlers, type Rpc } from '@doorstep/runtime';
import type { Collection, Stored } from '@doorstep/store';
import type { DescMethod } from '@bufbuild/protobuf';
import type { Column, Values } from '../entries.js';
import type { ImportRecord } from './import.js';

/** A noun whose records a sheet may hold, as its service declares it. */
export interface SheetNoun {
  readonly collection: Collection<Stored>;
  readonly columns: readonly Column[];
  /** Its ordinary Create, `GridServiceService.createGrid`, and the message that this takes. */
  readonly create: Rpc;
  readonly request: { fromPartial(object: object): object };
}

/** Declares a noun whose records a sheet may hold. */
export const sheetNoun = <T extends Stored>(
  collection: Collection<T>,
  columns: readonly Column[],
  create: Rpc,
  request: SheetNoun['request'],
): SheetNoun => ({ collection: collection as unknown as Collection<Stored>, columns, create, request });

/** A noun, ready to take lines in. */
export interface Intake {
  readonly collection: Collection<Stored>;
  readonly columns: readonly Column[];
  /** Does what the ordinary Create does with a line. Throws as it does. */
  create(values: Values, requestId: string, caller: Caller): Promise<unknown>;
  /** Who imports, as the ordinary Create would know them. Throws NOT_PERMITTED. */
  callerOf(record: ImportRecord): Caller;
}

/** How long the work on one sheet may take. */
export const patienceMs = 600_000;

/** Throws where the contract has no such Create. */
export function intakeOf({ collection, columns, create, request }: SheetNoun, handlers: Handlers): Intake {
  const method = methodOf(create.path);
  const draft = method.input.fields.find(({ message }) => message === method.output)?.localName ?? '';
  const instants = new Map(columns.flatMap(({ field, time }) => (time === undefined ? [] : [[field, time] as const])));
  const timed = (field: string, value: Values[string]) => {
    const time = instants.get(field);
    return time === undefined ? value : new Date(`${String(value)}T${time}+08:00`);
  };
  return {
    collection,
    columns,
    create(values, requestId, caller) {
      const entries = Object.entries(values).map(([field, value]) => [field, timed(field, value)] as const);
      const { effectiveTime, ...fields } = Object.fromEntries(entries);
      const made = request.fromPartial({ requestId, [draft]: fields, ...(effectiveTime && { effectiveTime }) });
      return handlers.perform(create.path, create.requestSerialize(made as never), caller);
    },
    callerOf: (record) => importerOf(record, method),
  };
}

function methodOf(path: string): DescMethod {
  const [, service = '', name = ''] = path.split('/');
  const method = registry.getService(service)?.methods.find((one) => one.name === name);
  if (method === undefined) throw new Error(`the contract has no RPC ${path}`);
  return method;
}

/** Whoever imports, with what the grants of the method give them. Throws NOT_PERMITTED. */
function importerOf({ importedBy: subject, roles, divisions }: ImportRecord, method: DescMethod): Caller {
  const who = { subject, roles: rolesIn(roles), divisions, organisation: '', client: 'import' };
  const admission = scopeOf({ ...who, expires: new Date() }, grantsOf(method));
  const name = `${method.parent.typeName}/${method.name}`;
  if (admission === undefined) throw notPermitted({ method: name });
  return { ...ownCaller('import', name, patienceMs), ...who, ...admission, personal: [] };
}
