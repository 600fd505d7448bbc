import { grantsOf, registry, scopeOf } from '@doorstep/access';
import type { RecordReach } from '@doorstep/contracts/records/v1/records.js';
import { Evidence_Kind as Kind, type Evidence } from '@doorstep/contracts/stations/v1/evidence.js';
import { audience, divisionPath, notFound, type Caller, type Scope } from '@doorstep/domain';
import { Injectable } from '@nestjs/common';
import { isPersonal } from './evidence.js';
import { Reaches } from './evidence.reaches.js';
import { refuse } from './refusals.js';

/** The access rule of an RPC. */
function ruleOf(service: string, name: string) {
  const method = registry.getService(`doorstep.stations.v1.${service}`)?.method[name];
  if (method === undefined) throw new Error(`the contract has no ${service}.${name}`);
  return grantsOf(method);
}

/** Who imports, and so files and reads sheets. */
const importing = ruleOf('ImportService', 'createImport');
/** Who reads evidence, whatever they do with it. */
const reading = ruleOf('EvidenceService', 'getEvidence');

/** Who sees which evidence: it is as open as the record that it is about, and no wider. */
@Injectable()
export class Sight {
  constructor(private readonly reaches: Reaches) {}

  /** Those of some pieces that the caller sees: record, history and file. Throws PEER_UNAVAILABLE. */
  async seen(pieces: readonly Evidence[], caller: Caller): Promise<Evidence[]> {
    const reachable = await this.reached(pieces, caller);
    return reachable.filter(({ piece, reach }) => opens(piece, reach, caller)).map(({ piece }) => piece);
  }

  /**
   * Whether the caller reaches a piece, be it too personal for them to see; who took it in does as long as they read the
   * record that it is about. Throws PEER_UNAVAILABLE.
   */
  async reachesOne(piece: Evidence, caller: Caller): Promise<boolean> {
    if (caller.scope === 'everywhere') return true;
    const reach = (await this.reaches.of([piece.about], caller)).get(piece.about);
    return reach !== undefined && (isNear(piece, reach, caller) || took(piece, caller));
  }

  /** Throws NOT_FOUND where the caller does not read a record, and PEER_UNAVAILABLE. */
  async assertReads(about: string, caller: Caller): Promise<void> {
    if (caller.scope !== 'everywhere' && (await this.reaches.of([about], caller)).size === 0)
      throw notFound({ name: about });
  }

  /**
   * The division in which evidence lies that the caller files about a record. Throws NOT_FOUND,
   * EVIDENCE_NOT_FILED_HERE, PEER_UNAVAILABLE.
   */
  async placeToFile(about: string, kind: Kind, caller: Caller): Promise<string> {
    const reach = (await this.reaches.of([about], caller)).get(about);
    if (reach === undefined || reach.division === '') throw notFound({ field: 'about', name: about });
    const may = kind === Kind.SHEET ? meets(divisionKeys(reach.division), imports(caller)) : reach.changes;
    if (!may) throw refuse.EVIDENCE_NOT_FILED_HERE({ name: about });
    return reach.division;
  }

  private async reached(pieces: readonly Evidence[], caller: Caller): Promise<Reached[]> {
    if (caller.scope === 'everywhere') return pieces.map((piece) => ({ piece, reach: undefined }));
    const found = await this.reaches.of([...new Set(pieces.map(({ about }) => about))], caller);
    return pieces.flatMap((piece) => {
      const reach = found.get(piece.about);
      return reach && isNear(piece, reach, caller) ? [{ piece, reach }] : [];
    });
  }
}

/** A piece, and what the caller may do with the record that it is about; services that work for themselves do all. */
interface Reached {
  readonly piece: Evidence;
  readonly reach: RecordReach | undefined;
}

const meets = (keys: readonly string[], scope: Scope): boolean =>
  scope === 'everywhere' || keys.some((key) => scope.includes(key));
const divisionKeys = (division: string): string[] => divisionPath(division).map(audience.division);
const imports = (caller: Caller): Scope => scopeOf(caller, importing)?.scope ?? [];
const took = ({ uploadedBy }: Evidence, { subject }: Caller): boolean => uploadedBy !== '' && uploadedBy === subject;

/** Whether evidence about a record that the caller reads lies within their own reach: by division, by having taken it in, by its routing. */
function isNear(piece: Evidence, { organisation }: RecordReach, caller: Caller): boolean {
  const keys = [...divisionKeys(piece.division), audience.owner(piece.uploadedBy)];
  if (piece.kind === Kind.SHEET) {
    const scope = imports(caller);
    return meets(keys, scope) || (scope.length > 0 && took(piece, caller));
  }
  const scope = scopeOf(caller, reading)?.scope ?? [];
  return meets(keys, scope) || (organisation && meets([audience.organisation(caller.organisation)], scope));
}

/**
 * What is personal opens to who may see the record's personal fields; a sheet to nobody but who took it in: what stands in
 * its columns, its hidden sheets and the rows that are left out is known by no field, and so opened by no access rule.
 */
const opens = (piece: Evidence, reach: RecordReach | undefined, caller: Caller): boolean =>
  reach === undefined || !isPersonal(piece) || took(piece, caller) || (piece.kind !== Kind.SHEET && reach.personal);
