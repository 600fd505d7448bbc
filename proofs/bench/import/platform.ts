import type { EvidenceName } from '@doorstep/contracts/names.js';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { EvidenceServiceService, Evidence_Kind, type Evidence } from '@doorstep/contracts/stations/v1/evidence.js';
import { Import, ImportServiceService } from '@doorstep/contracts/stations/v1/import.js';
import { sendStream, unary, type Rpc } from '@doorstep/runtime';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { startIssuer } from '../../../libs/testing/src/identity/issuer.ts';
import { addressKey } from '../../../tools/platform/apps.ts';
import { ownerOf } from '../../../tools/platform/owners.ts';
import { ROOT } from '../../../tools/platform/platform.ts';
import { freePorts } from '../../../tools/servers/ports.ts';
import { startContender, type Measured } from '../spine/contender.ts';
import { countyCaller } from '../spine/records.ts';
import type { BenchServers } from '../spine/servers.ts';
import { township } from './county.ts';

/** The service of compounds, which keeps the sheets, and that of needs, with databases of their own. */
export interface ImportPlatform {
  readonly services: Readonly<Record<Kind, Measured>>;
  readonly databases: Readonly<Record<Kind, string>>;
  /** Imports a sheet. @returns seconds that check and application took. */
  run(kind: Kind, sheet: string): Promise<Took>;
  close(): Promise<void>;
}
export type Kind = 'compounds' | 'needs';
interface Took {
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
  const databases = { compounds: `compounds_${run}`, needs: `needs_${run}` };
  const shared = {
    ...{ DOORSTEP_ISSUER: issuer.url, DOORSTEP_MONGO_URI: mongoUri, DOORSTEP_REDIS_URL: redisUri },
    ...{ DOORSTEP_CLIENT_ID: 'bench', DOORSTEP_CLIENT_SECRET: 'none' },
    ...lean,
  };
  // Each must know the other before either is there.
  const [at, beside] = (await freePorts(2)).map((port) => `127.0.0.1:${String(port)}`) as [string, string];
  const known = { [addressKey(ownerOf('compounds'))]: at, [addressKey(ownerOf('needs'))]: beside };
  const start = (kind: Kind, bind: string) => {
    const own = { DOORSTEP_SERVICE: ownerOf(kind), DOORSTEP_MONGO_DB: databases[kind], DOORSTEP_BIND: bind };
    return startContender(join(ROOT, `apps/${ownerOf(kind)}/src/main.ts`), { ...shared, ...known, ...own });
  };
  const services = { compounds: await start('compounds', at), needs: await start('needs', beside) };
  const client = new Client(at, credentials.createInsecure());
  const caller = { ...countyCaller(), roles: ['township', 'community'] as const, divisions: [township] };
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${await issuer.tokenFor(caller)}`);

  return {
    services,
    databases,
    async run(kind, text) {
      return imported(client, metadata, await upload(client, metadata, text), kind);
    },
    async close() {
      client.close();
      await Promise.all(Object.values(services).map((service) => service.stop()));
      await issuer.close();
    },
  };
}

/** Takes a sheet in as evidence. @returns its name. */
async function upload(client: Client, metadata: Metadata, text: string): Promise<EvidenceName> {
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
async function imported(client: Client, metadata: Metadata, sheet: EvidenceName, noun: Kind): Promise<Took> {
  const { createImport, getImport, applyImport } = ImportServiceService;
  const call = async (rpc: Rpc, request: object): Promise<Seen> => {
    const blank = rpc.requestDeserialize(Buffer.alloc(0));
    return (await unary('import', client, rpc, { ...blank, ...request }, metadata, soon())) as Seen;
  };
  const until = async (name: string, state: string): Promise<number> => {
    const began = performance.now();
    for (let seen = await call(getImport, { name }); seen.state !== state; seen = await call(getImport, { name })) {
      if (seen.faultsTotal > 0) throw new Error(`${name} has ${String(seen.faultsTotal)} faults and is ${seen.state}`);
      await pause();
    }
    return (performance.now() - began) / 1_000;
  };
  const draft = Import.fromPartial({ sheet, noun });
  const { name } = await call(createImport, { import: draft, requestId: randomUUID() });
  const check = await until(name, 'STATE_CHECKED');
  await call(applyImport, { name, requestId: randomUUID() });
  return { check, apply: await until(name, 'STATE_APPLIED') };
}
