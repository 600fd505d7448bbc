import type { NeedName } from '@doorstep/contracts/names.js';
import { randomUUID } from 'node:crypto';
import { Need, Need_Channel, Need_State } from '@doorstep/contracts/matching/v1/need.js';
import { audience, workingDays, type Caller } from '@doorstep/domain';
import { Journal } from '@doorstep/events';
import { untraced, type Tracing } from '@doorstep/runtime';
import { Redis } from 'ioredis';
import type { mongo } from 'mongoose';
import { openCalendar, type Calendar } from '../time/calendar.js';
import type { Change, NounDefinition } from '../mapping/definition.js';
import { installationKey, openDatabase, type Database } from './database.js';
import { unmerged } from '../background/division-tree.js';
import { Store } from './store.js';

/** A store on a database of its own, as tests want it. */
export interface TestStore {
  readonly store: Store;
  readonly journal: Journal;
  readonly database: Database;
  readonly redis: Redis;
  readonly calendar: Calendar;
  /** What background work complained of. */
  readonly complaints: unknown[];
  /** Another replica of the same service. */
  replica(over?: { now?: () => Date }): Promise<TestStore>;
  /** Ends it and its replicas. */
  close(): Promise<void>;
}

/** Has the driver tell of its commands. */
const monitored: Tracing = {
  on: true,
  run: untraced.run,
  begin: untraced.begin,
  current: untraced.current,
  close: untraced.close,
};

/** Opens a store; nothing runs in the background until `store.onApplicationBootstrap()`. */
export async function testStore({
  now = () => new Date(),
  name = `test_${randomUUID().slice(0, 8)}`,
  calendar: folder = 'data/calendar',
  tree = unmerged,
  /** Is told of every command to the database. */
  onCommand = undefined as ((command: mongo.CommandStartedEvent) => void) | undefined,
} = {}): Promise<TestStore> {
  const { DOORSTEP_MONGO_URI: uri = '', DOORSTEP_REDIS_URL: url = '' } = process.env;
  const database = await openDatabase(uri, name, onCommand && monitored);
  if (onCommand) database.connection.getClient().on('commandStarted', onCommand);
  const journal = new Journal(database.db);
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  const calendar = await openCalendar(folder);
  const complaints: unknown[] = [];
  const store = new Store({
    database,
    redis,
    journal,
    now,
    service: name,
    calendar,
    tree,
    key: await installationKey(database.db),
    onError: (error) => complaints.push(error),
  });
  const replicas: TestStore[] = [];
  return {
    store,
    journal,
    database,
    redis,
    calendar,
    complaints,
    async replica(over = {}) {
      const replica = await testStore({ now, name, calendar: folder, tree, onCommand, ...over });
      replicas.push(replica);
      return replica;
    },
    async close() {
      await Promise.all(replicas.map((replica) => replica.close()));
      await store.onApplicationShutdown();
    },
  };
}

const listed = ({ state }: Need): boolean => state === Need_State.LISTED;

/** A collection with everything that a collection can have. */
export const needs: NounDefinition<Need> = {
  name: 'needs',
  message: Need,
  clocks: {
    step: { zh: '办理期限', in: { [Need_State.DRAFTED]: workingDays(3) } },
    whole: {
      zh: '全程期限',
      in: [Need_State.DRAFTED, Need_State.VERIFIED, Need_State.LISTED, Need_State.MATCHED],
      within: workingDays(10),
      pauses: [Need_State.MATCHED],
    },
  },
  counts: { needs_collected: { counts: listed }, grid_demands: { counts: () => false } },
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state', 'category'], order: { createTime: -1 } },
    { by: ['state'], order: { dueTime: 1 } },
  ],
  parents: { mergedInto: { keep: 'no matter' }, station: { keep: 'no matter' }, project: { keep: 'no matter' } },
};

/** A record, valid and overridden where the test speaks. */
export const need = (over: Partial<Need> = {}): Need => ({
  ...Need.fromPartial({
    state: Need_State.DRAFTED,
    division: '1409301000010001',
    filedBy: 'zhao',
    category: 'elder-care',
    quantity: 1,
    channel: Need_Channel.BOX,
    title: '为独居老人送餐',
    openUntil: new Date('2099-01-01'),
  }),
  ...over,
});

/** A caller with the scope of a division. */
export const caller = (over: Partial<Caller> = {}): Caller => ({
  subject: 'qian',
  roles: [],
  divisions: [],
  organisation: '',
  client: 'test',
  onBehalfOf: '',
  purpose: '',
  personal: [],
  scope: [audience.division('140930')],
  call: { method: 'test', digest: '', deadline: new Date(Date.now() + 20_000), traceparent: '', token: '' },
  ...over,
});

/** A request that nobody made before. */
export const request = (over: Partial<Change<NeedName>> = {}): Change<NeedName> => ({
  ...{ requestId: randomUUID(), reason: '', name: '', etag: '' },
  ...over,
});
