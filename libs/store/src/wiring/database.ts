import { randomBytes } from 'node:crypto';
import { untraced, type Tracing } from '@doorstep/runtime';
import { Binary, MongoClient, MongoServerError, type Db } from 'mongodb';
import { traceCommands } from './command-spans.js';

/** A service's own database; also the token under which it is injected. */
export abstract class Database {
  abstract readonly client: MongoClient;
  abstract readonly db: Db;
  abstract close(): Promise<void>;
}

const selectionMs = 5_000;

/** Opens a database. Throws where no server answers, and where it is no replica set: transactions need one. */
export async function openDatabase(uri: string, name: string, tracing: Tracing = untraced): Promise<Database> {
  const client = await connected(uri, tracing);
  if (tracing.on) traceCommands(client, tracing);
  const db = client.db(name);
  const { setName } = await db.command({ hello: 1 });
  if (typeof setName !== 'string') {
    await client.close();
    throw new Error('DOORSTEP_MONGO_URI: the server is not a member of a replica set, which transactions need');
  }
  return { client, db, close: () => client.close() };
}

async function connected(uri: string, tracing: Tracing): Promise<MongoClient> {
  try {
    return await MongoClient.connect(uri, {
      serverSelectionTimeoutMS: selectionMs,
      ignoreUndefined: true,
      monitorCommands: tracing.on,
      minPoolSize: 1,
      maxPoolSize: 50,
    });
  } catch (error) {
    throw unreachable(error);
  }
}

/** A driver's message may quote the address with its password: its kind and code say enough. */
function unreachable(error: unknown): Error {
  const kind = error instanceof Error ? error.name : 'failed';
  const code = error instanceof MongoServerError ? ` ${String(error.code)}` : '';
  return new Error(`DOORSTEP_MONGO_URI: no MongoDB lets us in there (${kind}${code})`);
}

const keyBytes = 32;

/** The key of this installation, made at its first start and kept in the database. */
export async function installationKey(db: Db): Promise<Uint8Array> {
  const secrets = db.collection<{ _id: 'key'; key: Binary }>('secrets');
  const secret = await secrets.findOneAndUpdate(
    { _id: 'key' },
    { $setOnInsert: { key: new Binary(randomBytes(keyBytes)) } },
    { upsert: true, returnDocument: 'after', writeConcern: { w: 'majority', j: true } },
  );
  if (secret === null) throw new Error('the installation key could not be kept');
  return secret.key.buffer;
}
