import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MatchingImportServiceService } from '@doorstep/contracts/matching/v1/matching_import.js';
import { EvidenceServiceService, Evidence_Kind, type Evidence } from '@doorstep/contracts/stations/v1/evidence.js';
import { ImportServiceService } from '@doorstep/contracts/stations/v1/import.js';
import { sendStream, unary, type Rpc } from '@doorstep/runtime';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { startIssuer } from '../../../libs/testing/src/issuer.ts';
import { ROOT } from '../../platform/platform.ts';
import { startContender, type Measured } from '../spine/contender.ts';
import { countyCaller } from '../spine/records.ts';
import type { BenchServers } from '../spine/servers.ts';
import { township } from './county.ts';

/** Stations and matching with databases of their own. */
export interface ImportPlatform {
  readonly stations: Measured;
  readonly matching: Measured;
  readonly databases: { readonly compounds: string; readonly needs: string };
  /** Imports a sheet. @returns seconds that check and application took. */
  run(kind: Kind, sheet: string): Promise<Took>;
  close(): Promise<void>;
}
export type Kind = 'compounds' | 'needs';
export interface Took {
  readonly check: number;
  readonly apply: number;
}

interface Seen {
  readonly name: string;
  readonly state: string;
  readonly faultsTotal: number;
}

/** As a pod of 384 MiB starts them: V8 gives its heap the half of that. */
const lean = { NODE_OPTIONS: '--max-semi-space-size=2 --max-old-space-size=192', MALLOC_ARENA_MAX: '1' };
const pieceBytes = 256 * 1024;
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
const soon = () => new Date(Date.now() + 600_000);

export async function importPlatform({ mongoUri, redisUri }: BenchServers): Promise<ImportPlatform> {
  const issuer = await startIssuer();
  const run = randomUUID().slice(0, 8);
  const databases = { compounds: `stations_${run}`, needs: `matching_${run}` };
  const shared = {
    ...{ DOORSTEP_ISSUER: issuer.url, DOORSTEP_MONGO_URI: mongoUri, DOORSTEP_REDIS_URL: redisUri },
    ...{ DOORSTEP_CLIENT_ID: 'bench', DOORSTEP_CLIENT_SECRET: 'none' },
    ...lean,
  };
  const start = (app: string, env: Readonly<Record<string, string>>) =>
    startContender(join(ROOT, `apps/${app}/src/main.ts`), { ...shared, ...env });
  const stations = await start('stations', { DOORSTEP_MONGO_DB: databases.compounds });
  const address = `127.0.0.1:${String(stations.port)}`;
  const matching = await start('matching', { DOORSTEP_MONGO_DB: databases.needs, DOORSTEP_STATIONS_ADDRESS: address });
  const clients = [stations, matching].map(({ port }) => {
    return new Client(`127.0.0.1:${String(port)}`, credentials.createInsecure());
  }) as [Client, Client];
  const caller = { ...countyCaller(), roles: ['township', 'community'] as const, divisions: [township] };
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${await issuer.tokenFor(caller)}`);

  return {
    stations,
    matching,
    databases,
    async run(kind, text) {
      const sheet = await upload(clients[0], metadata, text);
      const [client, rpcs] = kind === 'compounds' ? [clients[0], ofStations] : [clients[1], ofMatching];
      return imported(client, rpcs, metadata, sheet);
    },
    async close() {
      clients.forEach((client) => client.close());
      await Promise.all([stations.stop(), matching.stop()]);
      await issuer.close();
    },
  };
}

/** Takes a sheet in as evidence. @returns its name. */
async function upload(client: Client, metadata: Metadata, text: string): Promise<string> {
  const file = Buffer.from(text);
  const said = { about: `divisions/${township}`, kind: Evidence_Kind.SHEET, requestId: randomUUID() };
  const rpc = EvidenceServiceService.uploadEvidence;
  const blank = rpc.requestDeserialize(Buffer.alloc(0));
  const pieces = Array.from({ length: Math.ceil(file.length / pieceBytes) }, (_, i) => ({
    ...{ ...blank, ...(i === 0 && said) },
    content: file.subarray(i * pieceBytes, (i + 1) * pieceBytes),
  }));
  const requests = [...pieces, { ...blank, last: true }];
  return ((await sendStream(client, rpc, requests, { metadata, deadline: soon() })) as Evidence).name;
}

/** Checks and applies an import. Throws where something is wrong with the sheet. */
async function imported(client: Client, rpcs: Rpcs, metadata: Metadata, sheet: string): Promise<Took> {
  const call = async (rpc: Rpc, request: object): Promise<Seen> => {
    const blank = rpc.requestDeserialize(Buffer.alloc(0));
    return (await unary('import', client, rpc, { ...blank, ...request }, metadata, soon())) as Seen;
  };
  const until = async (name: string, state: string): Promise<number> => {
    const began = performance.now();
    for (let seen = await call(rpcs.get, { name }); seen.state !== state; seen = await call(rpcs.get, { name })) {
      if (seen.faultsTotal > 0) throw new Error(`${name} has ${String(seen.faultsTotal)} faults and is ${seen.state}`);
      await pause();
    }
    return (performance.now() - began) / 1_000;
  };
  const { name } = await call(rpcs.create, { ...rpcs.begin(sheet), requestId: randomUUID() });
  const check = await until(name, 'STATE_CHECKED');
  await call(rpcs.apply, { name, requestId: randomUUID() });
  return { check, apply: await until(name, 'STATE_APPLIED') };
}

interface Rpcs {
  readonly create: Rpc;
  readonly get: Rpc;
  readonly apply: Rpc;
  begin(sheet: string): object;
}

const zero = { name: '', etag: '', state: 'STATE_UNSPECIFIED', division: '', importedBy: '', roles: [], divisions: [] };
const counts = { rowsTotal: 0, rowsDone: 0, faultsTotal: 0, reserved: false };

const ofStations: Rpcs = {
  create: ImportServiceService.createImport,
  get: ImportServiceService.getImport,
  apply: ImportServiceService.applyImport,
  begin: (sheet: string) => ({
    import: { ...zero, ...counts, sheet, kind: 'KIND_COMPOUND' },
  }),
};
const ofMatching: Rpcs = {
  create: MatchingImportServiceService.createMatchingImport,
  get: MatchingImportServiceService.getMatchingImport,
  apply: MatchingImportServiceService.applyMatchingImport,
  begin: (sheet: string) => ({
    matchingImport: { ...zero, ...counts, sheet, kind: 'KIND_NEED' },
  }),
};
