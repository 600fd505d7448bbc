import { grantsOf, notPermitted, registry, scopeOf } from '@doorstep/access';
import { CreateCompoundRequest } from '@doorstep/contracts/stations/v1/compound.js';
import { CreateGridRequest } from '@doorstep/contracts/stations/v1/grid.js';
import { Import_Kind as Kind, type Import } from '@doorstep/contracts/stations/v1/import.js';
import { CreatePremisesRequest } from '@doorstep/contracts/stations/v1/premises.js';
import type { Caller } from '@doorstep/domain';
import { ownCaller, validateMessage } from '@doorstep/runtime';
import type { Column } from '@doorstep/sheets';
import { Clock, Store, type Aggregates, type Stored } from '@doorstep/store';
import { Inject, Injectable } from '@nestjs/common';
import { CompoundService } from '../compounds/compound.service.js';
import { compoundColumns } from '../compounds/compound.sheet.js';
import { compounds } from '../compounds/compound.store.js';
import { GridService } from '../grids/grid.service.js';
import { gridColumns } from '../grids/grid.sheet.js';
import { grids } from '../grids/grid.store.js';
import { PremisesService } from '../premises/premises.service.js';
import { premisesColumns } from '../premises/premises.sheet.js';
import { premises } from '../premises/premises.store.js';

/** Values of a line, by field. */
export type Values = Readonly<Record<string, string | number>>;

/** A noun whose records a sheet may hold. */
export interface SheetNoun {
  readonly records: Pick<Aggregates<Stored>, 'clashes' | 'noun'>;
  readonly columns: readonly Column[];
  /** Does what the ordinary Create does with a line. Throws as it does. */
  create(values: Values, requestId: string, caller: Caller): Promise<unknown>;
  /** Who imports, as the ordinary Create would know them. Throws NOT_PERMITTED. */
  callerOf(record: Import): Caller;
}

const patienceMs = 600_000;
const pack = 'doorstep.stations.v1';

/** The nouns that can be imported, by kind: each is its Create, its columns and its collection. */
@Injectable()
export class SheetNouns {
  private readonly nouns: Readonly<Partial<Record<Kind, SheetNoun>>>;

  constructor(store: Store, @Inject(Clock) now: () => Date) {
    // Controllers are not injected; these hold nothing but the store.
    const [compoundService, premisesService, gridService] = [
      new CompoundService(store),
      new PremisesService(store),
      new GridService(store, now),
    ];
    this.nouns = {
      [Kind.COMPOUND]: nounOf(
        'Compound',
        'compound',
        store.open(compounds),
        compoundColumns,
        CreateCompoundRequest,
        (request, caller) => compoundService.createCompound(request, caller),
      ),
      [Kind.PREMISES]: nounOf(
        'Premises',
        'premises',
        store.open(premises),
        premisesColumns,
        CreatePremisesRequest,
        (request, caller) => premisesService.createPremises(request, caller),
      ),
      [Kind.GRID]: nounOf('Grid', 'grid', store.open(grids), gridColumns, CreateGridRequest, (request, caller) =>
        gridService.createGrid(request, caller),
      ),
    };
  }

  /** Throws where no noun is of the kind: the contract has one that nobody declared here. */
  of(kind: Kind): SheetNoun {
    const noun = this.nouns[kind];
    if (noun === undefined) throw new Error(`nobody says how ${kind} is imported`);
    return noun;
  }
}

interface Message<R> {
  fromPartial(object: object): R;
  encode(message: R): { finish(): Uint8Array };
}

function nounOf<T extends Stored, R>(
  singular: string,
  field: string,
  records: Aggregates<T>,
  columns: readonly Column[],
  message: Message<R>,
  create: (request: R, caller: Caller) => Promise<unknown>,
): SheetNoun {
  const method = registry.getService(`${pack}.${singular}Service`)?.method[`create${singular}`];
  if (method === undefined) throw new Error(`the contract has no Create of ${singular}`);
  const validate = validateMessage(`${pack}.Create${singular}Request`);
  return {
    records: records as unknown as SheetNoun['records'],
    columns,
    create({ effectiveTime, ...values }, requestId, caller) {
      const at = effectiveTime === undefined ? {} : { effectiveTime: morningOf(String(effectiveTime)) };
      const request = message.fromPartial({ requestId, [field]: values, ...at });
      validate(message.encode(request).finish());
      return create(request, caller);
    },
    callerOf({ importedBy: subject, roles, divisions }) {
      const claims = { subject, roles, divisions, organisation: '', client: 'import' } as unknown as Parameters<
        typeof scopeOf
      >[0];
      const admission = scopeOf(claims, grantsOf(method));
      const name = `${method.parent.typeName}/${method.name}`;
      if (admission === undefined) throw notPermitted({ method: name });
      const { call } = ownCaller('import', name, patienceMs);
      return { ...ownCaller('import', name), subject, roles, divisions, ...admission, personal: false, call };
    },
  };
}

/** What a sheet says of a day took place by its morning in China. */
const morningOf = (day: string): Date => new Date(`${day}T01:00:00Z`);
