import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { longestCallMs } from '@doorstep/runtime';
import { reasonOf } from '@doorstep/testing';
import type { mongo } from 'mongoose';
import type { Document } from '../mapping/document.js';
import type { Engine } from '../engine/engine.js';
import { againWithinMs, majority } from '../engine/write-concern.js';
import { testStore } from '../wiring/store.example.js';
import { insertHolding } from './insert.js';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../../../..', path), 'utf8');

afterEach(() => void jest.restoreAllMocks());

/** Whoever keeps in step asks for what changed less so much: no change may be seen later than that after its date. */
describe('the longest write', () => {
  const overlapMs = Number(/fromdate - (\d+)/.exec(read('docs/integrate.md'))?.[1]) * 1_000;

  it('ends within the overlap that the documentation tells clients to ask with', async () => {
    const at = await testStore();
    const lifetime = { getParameter: 1, transactionLifetimeLimitSeconds: 1 };
    const { transactionLifetimeLimitSeconds: seconds } = await at.database.db.admin().command(lifetime);
    await at.close();
    expect(overlapMs).toBe(120_000);
    // It is dated, asks others as long as its call may take, begins anew so long, and its last try lasts so long.
    expect(longestCallMs + againWithinMs + Number(seconds) * 1_000).toBeLessThan(overlapMs);
    expect(longestCallMs + majority.wtimeoutMS).toBeLessThan(overlapMs);
  });

  it('is no longer where an operator grants requests more time', () => {
    const { properties } = JSON.parse(read('charts/doorstep/values.schema.json')) as {
      readonly properties: {
        readonly gateway: { readonly properties: { readonly timeout: { readonly maximum: number } } };
      };
    };
    expect(properties.gateway.properties.timeout.maximum * 1_000).toBeLessThanOrEqual(longestCallMs);
  });

  it('of a record that begins is given up rather than begun anew under its old date', async () => {
    let now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    const tries: number[] = [];
    const inserted = jest.fn(() => Promise.resolve());
    const held = { updateOne: () => Promise.resolve({ matchedCount: 1 }) } as unknown as mongo.Collection<Document>;
    const documents = { insertOne: inserted } as unknown as mongo.Collection<Document>;
    // A driver that meets a conflict at each try, one in ten seconds.
    const transaction = async (step: (session: object) => Promise<void>): Promise<void> => {
      for (; ; now += 10_000) {
        tries.push(now);
        await step({});
      }
    };
    const engine = { connection: { transaction } } as unknown as Engine;
    const document = { _id: 'needs/n1' } as unknown as Document;
    const holds = [{ documents: held, filter: {}, missed: () => new Error('missed') }];
    expect(await reasonOf(insertHolding(engine, documents, document, holds))).toBe('CONTENDED');
    expect(tries).toEqual([0, 10_000, 20_000, 30_000]);
    expect(inserted).toHaveBeenCalledTimes(3);
  });
});
