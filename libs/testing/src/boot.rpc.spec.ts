import type { Role } from '@doorstep/contracts/roles.js';
import { connect } from 'node:net';
import { Module } from '@nestjs/common';
import type { GetRequest, StepRequest } from '@doorstep/contracts/aip/v1/requests.js';
import * as contract from '@doorstep/contracts/matching/v1/need.js';
import { failure, given, notFound, type Caller } from '@doorstep/domain';
import { Serves } from '@doorstep/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Metadata } from '@grpc/grpc-js';
import { bootService, eventually, person, reasonOf, type Running } from './boot.js';

const wrong = failure(
  'FAILED_PRECONDITION',
  'WRONG_STATE',
  '当前状态不允许此操作',
  'the state does not admit this step',
  { zh: '改', en: 'mend it' },
);
const unknown = contract.Need.fromPartial({});
const [arrived, held] = [Promise.withResolvers(), Promise.withResolvers()];
let seen: { request: object; caller: Caller } | undefined;

/** A part of a service is enough, and does not change with the rest. */
const { createNeed, getNeed, listNeeds, updateNeed, verifyNeed, publishNeed, closeNeed } = contract.NeedServiceService;
const echoed = { createNeed, getNeed, listNeeds, updateNeed, verifyNeed, publishNeed, closeNeed };

/** Answers as a store would, and remembers what reached it. */
@Serves(echoed)
class EchoService implements Pick<contract.NeedService, keyof typeof echoed> {
  async createNeed(request: contract.CreateNeedRequest, caller: Caller) {
    seen = { request, caller };
    return given(request, 'need');
  }
  async getNeed({ name }: GetRequest): Promise<contract.Need> {
    throw notFound({ name });
  }
  async updateNeed(request: contract.UpdateNeedRequest, caller: Caller) {
    seen = { request, caller };
    return given(request, 'need');
  }
  async verifyNeed({ name }: StepRequest): Promise<contract.Need> {
    throw wrong({ name });
  }
  async publishNeed(): Promise<contract.Need> {
    throw new TypeError('secret 13800000000');
  }
  async listNeeds() {
    return { needs: [], nextPageToken: '' };
  }
  async closeNeed() {
    arrived.resolve(undefined);
    await held.promise;
    return unknown;
  }
}
@Module({ controllers: [EchoService] })
class EchoModule {}

@Serves(echoed)
class IdleService {
  getNeed() {
    return unknown;
  }
}
@Module({ controllers: [IdleService] })
class IdleModule {}

/** Whether anybody answers on a port. */
const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });

const name = 'needs/n1';
const draft = (over: Partial<contract.Need> = {}): contract.Need =>
  contract.Need.fromPartial({
    division: '140930100001',
    category: 'elder-care',
    quantity: 1,
    channel: contract.Need_Channel.GRID_WORKER,
    title: '老年食堂',
    openUntil: new Date('2099-01-01'),
    ...over,
  });
const encoded = (need: contract.Need): Buffer => createNeed.requestSerialize({ need, requestId: '', reason: '' });

describe('a service on the wire', () => {
  let app: Running<typeof echoed>;
  const manager = person('qian');

  beforeAll(async () => {
    const environment = { DOORSTEP_LOG_LEVEL: 'silent' };
    app = await bootService(EchoModule, echoed, [], { environment });
  });
  afterAll(() => app.close());

  it('stops at boot where an RPC has no handler', async () => {
    await expect(bootService(IdleModule, echoed)).rejects.toThrow(/no handler for .*CreateNeed/);
  });

  it('hands request and caller to the handler', async () => {
    const caller = person('qian', '140930100001', ['station_manager'], { purpose: 'call-back', onBehalfOf: 'r1' });
    const created = await app.as(caller).createNeed({ need: draft() });
    expect(created).toEqual(draft());
    expect(seen?.request).toMatchObject({ requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(seen?.caller).toMatchObject({
      ...{ subject: 'qian', roles: ['station_manager'], divisions: ['140930100001'], purpose: 'call-back' },
      ...{ onBehalfOf: 'r1', scope: ['d:140930100001'], personal: [] },
      call: { method: 'doorstep.matching.v1.NeedService/CreateNeed', digest: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
  });

  // It goes into events and history: a number by which somebody is known is no random id.
  it.each(['13912345678', '11010519491231002X', '张三', ''.padEnd(65, 'a')])(
    'takes no %j for a person on whose behalf somebody acts',
    async (onBehalfOf) => {
      const metadata = new Metadata();
      metadata.set('authorization', `Bearer ${await app.issuer.tokenFor(manager)}`);
      metadata.set('x-on-behalf-of', encodeURIComponent(onBehalfOf));
      expect(await reasonOf(app.with(metadata).getNeed({ name }))).toBe('HEADER_MALFORMED');
    },
  );

  it('keeps the request id that the client sent', async () => {
    await app.as(manager).createNeed({ need: draft(), requestId: 'request-1' });
    expect(seen?.request).toMatchObject({ requestId: 'request-1' });
  });

  it('clears what is not the client’s to say, save the name that the URL binds', async () => {
    const forged = draft({ name, etag: '9', state: contract.Need_State.MET, filedBy: 'zhao', createTime: new Date(0) });
    expect(await app.as(manager).createNeed({ need: forged })).toEqual(draft());
    expect(await app.as(manager).updateNeed({ need: forged, updateMask: ['title'] })).toEqual(draft({ name }));
  });

  it('holds only what an update changes against the rules', async () => {
    const half = draft({ name, title: '食堂', category: '' });
    expect(await app.as(manager).updateNeed({ need: half, updateMask: ['title'] })).toMatchObject({ title: '食堂' });
    const call = app.as(manager).updateNeed({ need: half, updateMask: ['title', 'category'] });
    await expect(call).rejects.toMatchObject({ violations: [{ field: 'need.category', rule: 'required' }] });
  });

  it.each([
    { what: 'no need', bytes: Buffer.alloc(0), fields: ['need'] },
    { what: 'a quantity of 0', bytes: encoded(draft({ quantity: 0 })), fields: ['need.quantity'] },
    { what: 'no division', bytes: encoded(draft({ division: '12' })), fields: ['need.division'] },
    { what: 'an odd phone', bytes: encoded(draft({ contactPhone: '1380' })), fields: ['need.contact_phone'] },
    { what: 'a window upside down', bytes: encoded(draft({ openFrom: new Date('2100-01-01') })), fields: ['need'] },
    { what: 'a time beyond all', bytes: encoded(draft({ openUntil: new Date(8.64e15) })), fields: ['need.open_until'] },
  ])('names the field of $what', async ({ bytes, fields }) => {
    const error = await app.send(manager, 'createNeed', bytes).catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({ kind: 'INVALID_ARGUMENT', reason: 'INVALID' });
    expect(error).toHaveProperty(
      'violations',
      fields.map((field) => expect.objectContaining({ field })),
    );
    expect(error).toHaveProperty('violations.0.text.zh', expect.stringMatching(/[一-鿿]/));
  });

  it.each([
    { what: 'broken UTF-8', bytes: Buffer.from([0x1a, 2, 0xc3, 0x28]) },
    { what: 'half a message', bytes: encoded(draft()).subarray(0, 20) },
    { what: 'another type on the wire', bytes: Buffer.from([0x18, 1, 0x30, 1]) },
  ])('refuses $what', async ({ bytes }) => {
    expect(await reasonOf(app.send(manager, 'createNeed', bytes))).toBe('MALFORMED');
  });

  it.each([
    { token: '', want: 'TOKEN_MISSING' },
    { token: 'Basic cWlhbjpxaWFu', want: 'TOKEN_INVALID' },
    { token: 'Bearer nonsense', want: 'TOKEN_INVALID' },
  ])('refuses “$token”: $want', async ({ token, want }) => {
    const metadata = new Metadata();
    if (token !== '') metadata.set('authorization', token);
    expect(await reasonOf(app.with(metadata).getNeed({ name }))).toBe(want);
  });

  it.each<{ roles: Role[]; want: string }>([
    { roles: ['member'], want: 'NOT_PERMITTED' },
    { roles: [], want: 'NOT_PERMITTED' },
    { roles: ['station_manager'], want: 'NOT_FOUND' },
    { roles: ['resident', 'unheard-of' as Role], want: 'NOT_FOUND' },
  ])('by $roles: $want', async ({ roles, want }) => {
    expect(await reasonOf(app.as(person('sun', '140930', roles)).getNeed({ name }))).toBe(want);
  });

  it('sends a refusal with reason, facts and both languages', async () => {
    const refusal = { kind: 'FAILED_PRECONDITION', reason: 'WRONG_STATE', facts: { name }, text: wrong().text };
    await expect(app.as(manager).verifyNeed({ name })).rejects.toMatchObject(refusal);
  });

  it('says nothing of an error that nobody foresaw', async () => {
    await expect(app.as(manager).publishNeed({ name })).rejects.toThrow(/^test answered INTERNAL: internal error$/);
  });

  it('answers what is under way when it ends, and takes nothing new', async () => {
    const ending = await bootService(EchoModule, echoed);
    const call = ending.as(manager).closeNeed({ name });
    await arrived.promise;
    const ended = ending.close();
    await eventually(async () => {
      expect(await listens(ending.port)).toBe(false);
    });
    held.resolve(undefined);
    expect(await call).toEqual(unknown);
    await ended;
  });
});
