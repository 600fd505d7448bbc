import { randomBytes } from 'node:crypto';
import { untraced, type Tracing, type TlsConfig } from '@doorstep/runtime';
import { createConnection, mongo, type Connection } from 'mongoose';
import { databaseOf } from '../schema/prepare.js';
import { traceCommands } from './command-spans.js';

/** A service's own database; also the token under which it is injected. */
export abstract class Database {
  abstract readonly connection: Connection;
  abstract readonly db: mongo.Db;
  abstract close(): Promise<void>;
}

const selectionMs = 5_000;
/** Collections and indexes are made by `prepare`; what cannot be sent fails at once, as the driver says it. */
const mongooseOptions = { autoCreate: false, autoIndex: false, bufferCommands: false } as const;

/** Opens a database. Throws where no server answers, and where it is no replica set: transactions need one. */
export async function openDatabase(
  uri: string,
  name: string,
  tracing: Tracing = untraced,
  { ca, cert }: TlsConfig['mongo'] = {},
): Promise<Database> {
  const connection = createConnection();
  const close = () => connection.destroy();
  try {
    await connection.openUri(uri, {
      dbName: name,
      serverSelectionTimeoutMS: selectionMs,
      ignoreUndefined: true,
      monitorCommands: tracing.on,
      minPoolSize: 1,
      maxPoolSize: 50,
      ...(ca !== undefined && { tls: true, tlsCAFile: ca }),
      ...(cert !== undefined && { tls: true, tlsCertificateKeyFile: cert }),
      ...mongooseOptions,
    });
  } catch (error) {
    await close();
    throw unreachable(error);
  }
  if (tracing.on) traceCommands(connection.getClient(), tracing);
  const db = databaseOf(connection);
  const { setName } = await db.command({ hello: 1 });
  if (typeof setName !== 'string') {
    await close();
    throw new Error('DOORSTEP_MONGO_URI: the server is not a member of a replica set, which transactions need');
  }
  return { connection, db, close };
}

/** A driver's message may quote the address with its password: its kind and code say enough. */
function unreachable(error: unknown): Error {
  const kind = error instanceof Error ? error.name.replace('Mongoose', 'Mongo') : 'failed';
  const code = error instanceof mongo.MongoServerError ? ` ${String(error.code)}` : '';
  return new Error(`DOORSTEP_MONGO_URI: no MongoDB lets us in there (${kind}${code})`);
}

const keyBytes = 32;

/** The key of this installation, made at its first start and kept in the database. */
export async function installationKey(db: mongo.Db): Promise<Uint8Array> {
  const secrets = db.collection<{ _id: 'key'; key: mongo.Binary }>('secrets');
  const secret = await secrets.findOneAndUpdate(
    { _id: 'key' },
    { $setOnInsert: { key: new mongo.Binary(randomBytes(keyBytes)) } },
    { upsert: true, returnDocument: 'after', writeConcern: { w: 'majority', j: true } },
  );
  if (secret === null) throw new Error('the installation key could not be kept');
  return secret.key.buffer;
}
