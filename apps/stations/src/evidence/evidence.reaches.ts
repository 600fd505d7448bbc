import { RecordsServiceService, type RecordReach } from '@doorstep/contracts/records/v1/records.js';
import type { Caller } from '@doorstep/domain';
import { ownerOf, peerUnavailable, Services, standardMethod, type ClientOf } from '@doorstep/runtime';
import { Injectable } from '@nestjs/common';

type Client = Pick<ClientOf<typeof RecordsServiceService>, 'describeReach' | 'findReferences'>;

/** The most names that one question takes. */
export const mostNames = 200;

/** What callers may do with records, and what records refer to, as the services that own them say. */
@Injectable()
export class Reaches {
  private readonly clients = new Map<string, Client>();

  constructor(private readonly services: Services) {}

  /** What the caller may do with those of some records that they read, by their names. Throws PEER_UNAVAILABLE. */
  async of(names: readonly string[], caller: Caller): Promise<ReadonlyMap<string, RecordReach>> {
    const byOwner = Map.groupBy(names.filter(isRecord), (name) => ownerOfRecord(name));
    const answers = [...byOwner].flatMap(([owner, some]) =>
      owner === '' ? [] : inParts(some).map((part) => this.client(owner).describeReach({ names: part }, caller)),
    );
    const reaches = (await Promise.all(answers)).flatMap(({ reaches: found }) => found);
    return new Map(reaches.map((reach) => [reach.name, reach]));
  }

  /** A service's own answers. Throws PEER_UNAVAILABLE where nobody said where it is. */
  client(service: string): Client {
    const known = this.clients.get(service);
    if (known !== undefined) return known;
    if (!this.services.reaches(service)) throw peerUnavailable({ peer: service });
    const client = this.services.client(RecordsServiceService, service);
    this.clients.set(service, client);
    return client;
  }
}

/** Evidence is about a record that is none itself. */
const isRecord = (name: string): boolean => /^[a-zA-Z]+\/[a-z0-9-]{1,64}$/.test(name) && !name.startsWith('evidence/');

function ownerOfRecord(name: string): string {
  const get = standardMethod('Get', name.slice(0, name.indexOf('/')));
  return get ? ownerOf(get.parent.typeName) : '';
}

const inParts = (names: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(names.length / mostNames) }, (_, at) =>
    names.slice(at * mostNames, (at + 1) * mostNames),
  );
