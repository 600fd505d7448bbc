import { describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import * as fc from 'fast-check';
import { asked, Outbox, said, type Asked, type Said } from './frames.js';

const id = fc.integer({ min: 0, max: 0xffff_ffff });
const text = fc.string({ unit: 'grapheme', maxLength: 200 });
const bytes = fc.uint8Array({ maxLength: 400 }).map((given) => Buffer.from(given));
const timeoutMs = fc.integer({ min: 0, max: 0xffff_ffff });
const fields = fc.record({ bytes, token: text, traceparent: text, purpose: text, onBehalfOf: text });
const call = fc.record({ kind: fc.constant('call' as const), id, path: text, timeoutMs, fields });
const cancel = fc.record({ kind: fc.constant('cancel' as const), id });
const now = 1_000;

const answer = fc.record({ kind: fc.constant('answer' as const), id, bytes });
const codes = fc.constantFrom(status.UNAVAILABLE, status.ABORTED, status.NOT_FOUND);
const failure = fc.record({
  kind: fc.constant('failure' as const),
  id,
  failure: fc.record({ code: codes, details: text, status: bytes }),
});
const hello = fc.record({ kind: fc.constant('hello' as const), instance: text, credit: id });
const drain = fc.record({ kind: fc.constant('drain' as const) });

/** The batches that an outbox sends of what is put into it. */
function sent(put: (outbox: Outbox) => void): Buffer {
  const batches: Buffer[] = [];
  const outbox = new Outbox((batch) => batches.push(batch));
  put(outbox);
  outbox.flush();
  return Buffer.concat(batches);
}

function saidBy(outbox: Outbox, frame: Said): void {
  switch (frame.kind) {
    case 'answer':
      return outbox.answer(frame.id, frame.bytes);
    case 'failure':
      return outbox.failure(frame.id, frame.failure);
    case 'hello':
      return outbox.hello(frame.instance, frame.credit);
    case 'drain':
      return outbox.drain();
  }
}

describe('frames', () => {
  it('of a caller are read as they were written, in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(call, cancel), { maxLength: 30 }), (frames) => {
        const batch = sent((outbox) => {
          for (const one of frames) {
            if (one.kind === 'cancel') outbox.cancel(one.id);
            else outbox.call(one.id, one.path, { ...one.fields, deadline: 0 }, one.timeoutMs);
          }
        });
        const expected = frames.map((one): Asked =>
          one.kind === 'cancel'
            ? one
            : { kind: 'call', id: one.id, path: one.path, call: { ...one.fields, deadline: now + one.timeoutMs } },
        );
        expect([...asked(batch, now)]).toEqual(expected);
      }),
      { seed: 1 },
    );
  });

  it('of a service are read as they were written, in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(answer, failure, hello, drain), { maxLength: 30 }), (frames) => {
        const batch = sent((outbox) => frames.forEach((frame) => saidBy(outbox, frame)));
        expect([...said(batch)]).toEqual(frames);
      }),
      { seed: 1 },
    );
  });

  it('that are cut short are refused, wherever the cut is', () => {
    const whole = sent((outbox) =>
      outbox.failure(7, { code: status.UNAVAILABLE, details: '忙', status: Buffer.from('why') }),
    );
    for (let length = 1; length < whole.length; length++)
      expect(() => [...said(whole.subarray(0, length))]).toThrow(/cut short|outside buffer bounds|out of range/);
    expect([...said(whole)]).toHaveLength(1);
  });

  it('of the other side are refused', () => {
    expect(() => [
      ...asked(
        sent((outbox) => outbox.drain()),
        now,
      ),
    ]).toThrow('no frame of a caller');
    expect(() => [...said(sent((outbox) => outbox.cancel(1)))]).toThrow('no frame of a service');
  });
});
