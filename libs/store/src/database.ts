import { randomBytes } from 'node:crypto';
import { Binary, type Db, type MongoClient } from 'mongodb';
import { createConnection, type Connection } from 'mongoose';

/** A service's own database; also the token under which it is injected. */
export abstract class Database {
  abstract readonly client: MongoClient;
  abstract readonly db: Db;
  abstract close(): Promise<void>;
}

const selectionMs = 5_000;

/** Opens a database. Throws where no server answers, and where it is no replica set: transactions need one. */
export async function openDatabase(uri: string, name: string): Promise<Database> {
  const connection: Connection = await createConnection(uri, {
    dbName: name,
    serverSelectionTimeoutMS: selectionMs,
    ignoreUndefined: true,
    autoIndex: false,
    minPoolSize: 1,
    maxPoolSize: 50,
  }).asPromise();
  // mongoose carries its own copy of the driver's types.
  const client = connection.getClient();
  const db = client.db(name);
  const { setName } = await db.command({ hello: 1 });
  if (typeof setName !== 'string') {
    await connection.close();
    throw new Error('DOORSTEP_MONGO_URI: the server is not a member of a replica set, which transactions need');
  }
  return { client, db, close: () => connection.close() };
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
