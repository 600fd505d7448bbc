import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { failure } from '@doorstep/domain';
import { eventually } from '@doorstep/testing';
import { Redis } from 'ioredis';
import { createConnection, type Connection, type mongo } from 'mongoose';
import { Leases } from '../lease/lease.js';
import { unobserved } from '../journal/observer.js';
import { Consumer, Overtaken, type JournalReader, type Position } from './consumer.js';
import { DeadLetters } from './dead-letters.js';

const entry: Entry = {
  seq: 1,
  eventId: 'e1',
  type: 'needs.listed',
  aggregate: 'needs/n1',
  version: 1,
  n: 0,
  body: '{}',
};

describe('consumer', () => {
  let connection: Connection;
  let redis: Redis;
  let db: mongo.Db;
  beforeAll(async () => {
    const dbName = `test_${randomUUID().slice(0, 8)}`;
    connection = await createConnection(process.env['DOORSTEP_MONGO_URI'] ?? '', { dbName }).asPromise();
    redis = new Redis(process.env['DOORSTEP_REDIS_URL'] ?? '');
    db = connection.getClient().db(dbName);
  });
  afterAll(async () => {
    redis.disconnect();
    await connection.destroy();
  });

  it('ends when it is told to, though the transaction of a dead process holds its position', async () => {
    const positions = db.collection<Position>('positions');
    await positions.insertOne({ _id: 'g:s', epoch: 'e', seq: 0 });
    const dead = await connection.startSession();
    dead.startTransaction();
    await positions.updateOne({ _id: 'g:s' }, { $set: { seq: 9 } }, { session: dead });

    let reads = 0;
    const read: JournalReader['read'] = () => {
      reads += 1;
      return Promise.resolve({ epoch: 'e', entries: [entry] });
    };
    const nothing = () => Promise.resolve();
    const complaints: unknown[] = [];
    const consumer = new Consumer(
      {
        connection,
        db,
        redis,
        leases: new Leases(db, 'test'),
        observer: unobserved,
        now: () => new Date(),
        onError: (error) => complaints.push(error),
      },
      { group: 'g', source: 's', reader: { read }, digest: { project: nothing, reset: nothing } },
    );
    consumer.start();
    await eventually(() => expect(reads).toBe(1));
    await consumer.stop();
    // It waited for nobody: the transaction is still open, though the server ends it soon.
    expect(await positions.findOne({ _id: 'g:s' }, { session: dead })).toMatchObject({ seq: 9 });
    expect(complaints).toEqual([]);
    await dead.abortTransaction();
    await dead.endSession();
    expect(await consumer.position()).toMatchObject({ seq: 0 });
  });

  it('tells once that another one was faster, and goes on behind it', async () => {
    const positions = db.collection<Position>('positions');
    await positions.insertOne({ _id: 'fast:s', epoch: 'e', seq: 0 });
    const complaints: unknown[] = [];
    let digested = 0;
    const react = async (): Promise<void> => {
      digested += 1;
      await positions.updateOne({ _id: 'fast:s' }, { $set: { seq: 1 } });
    };
    const read: JournalReader['read'] = (_, after) =>
      Promise.resolve({ epoch: 'e', entries: after === 0 ? [entry] : [] });
    const consumer = new Consumer(
      {
        connection,
        db,
        redis,
        leases: new Leases(db, 'test'),
        observer: unobserved,
        now: () => new Date(),
        onError: (error) => complaints.push(error),
      },
      { group: 'fast', source: 's', reader: { read }, digest: { react } },
    );
    consumer.start();
    await eventually(() => expect(complaints).toHaveLength(1));
    await consumer.stop();
    expect([digested, complaints]).toEqual([1, [new Overtaken('fast:s')]]);
  });

  it('waits for surroundings that are away, and sets nothing aside for them', async () => {
    const away = failure('UNAVAILABLE', 'PEER_UNAVAILABLE', '不可用', 'unavailable', { zh: '改', en: 'mend it' });
    let tries = 0;
    const react = (): Promise<void> => ((tries += 1) < 5 ? Promise.reject(away()) : Promise.resolve());
    const read: JournalReader['read'] = (_, after) =>
      Promise.resolve({ epoch: 'e', entries: after === 0 ? [entry] : [] });
    const consumer = new Consumer(
      {
        connection,
        db,
        redis,
        leases: new Leases(db, 'test'),
        observer: unobserved,
        now: () => new Date(),
        onError: () => undefined,
      },
      { group: 'away', source: 's', reader: { read }, digest: { react } },
    );
    consumer.start();
    await eventually(async () => expect(await consumer.position()).toMatchObject({ seq: 1 }));
    await consumer.stop();
    expect(tries).toBe(5);
    expect(await db.collection('dead_letters').countDocuments()).toBe(0);
  });

  it('forgets dead letters of an epoch that is over, and sets aside again what harms in the next', async () => {
    const over = failure('FAILED_PRECONDITION', 'EPOCH_OVER', '已结束', 'over', { zh: '改', en: 'mend it' });
    const letters = new DeadLetters(db, () => new Date());
    for (const seq of [1, 7]) await letters.add('old', 's', { ...entry, seq }, new Error('of the old epoch'));
    await db.collection<Position>('positions').insertOne({ _id: 'old:s', epoch: 'gone', seq: 7 });
    const read: JournalReader['read'] = (epoch, after) => {
      if (epoch === 'gone') return Promise.reject(over());
      return Promise.resolve({ epoch: 'e', entries: after === 0 ? [entry] : [] });
    };
    const consumer = new Consumer(
      {
        connection,
        db,
        redis,
        leases: new Leases(db, 'test'),
        observer: unobserved,
        now: () => new Date(),
        onError: () => undefined,
      },
      { group: 'old', source: 's', reader: { read }, digest: { react: () => Promise.reject(new Error('harms')) } },
    );
    consumer.start();
    await eventually(async () => expect(await consumer.position()).toMatchObject({ epoch: 'e', seq: 1 }));
    await consumer.stop();
    expect(await letters.list({ group: 'old' })).toMatchObject([{ entry: { seq: 1 }, error: 'Error: harms' }]);
  });
});
