import { describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import * as fc from 'fast-check';
import { callerFrames, FrameWriter, serviceFrames, type CallerFrame, type ServiceFrame } from './frames.js';

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

/** The batches that a writer sends of what is put into it. */
function sent(put: (writer: FrameWriter) => void): Buffer {
  const batches: Buffer[] = [];
  const writer = new FrameWriter((batch) => batches.push(batch));
  put(writer);
  writer.flush();
  return Buffer.concat(batches);
}

function writtenBy(writer: FrameWriter, frame: ServiceFrame): void {
  switch (frame.kind) {
    case 'answer':
      return writer.answer(frame.id, frame.bytes);
    case 'failure':
      return writer.failure(frame.id, frame.failure);
    case 'hello':
      return writer.hello(frame.instance, frame.credit);
    case 'drain':
      return writer.drain();
  }
}

describe('frames', () => {
  it('of a caller are read as they were written, in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(call, cancel), { maxLength: 30 }), (frames) => {
        const batch = sent((writer) => {
          for (const one of frames) {
            if (one.kind === 'cancel') writer.cancel(one.id);
            else writer.call(one.id, one.path, { ...one.fields, deadline: 0 }, one.timeoutMs);
          }
        });
        const expected = frames.map((one): CallerFrame =>
          one.kind === 'cancel'
            ? one
            : { kind: 'call', id: one.id, path: one.path, call: { ...one.fields, deadline: now + one.timeoutMs } },
        );
        expect([...callerFrames(batch, now)]).toEqual(expected);
      }),
      { seed: 1 },
    );
  });

  it('of a service are read as they were written, in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(answer, failure, hello, drain), { maxLength: 30 }), (frames) => {
        const batch = sent((writer) => frames.forEach((frame) => writtenBy(writer, frame)));
        expect([...serviceFrames(batch)]).toEqual(frames);
      }),
      { seed: 1 },
    );
  });

  it('that are cut short are refused, wherever the cut is', () => {
    const whole = sent((writer) =>
      writer.failure(7, { code: status.UNAVAILABLE, details: '忙', status: Buffer.from('why') }),
    );
    for (let length = 1; length < whole.length; length++)
      expect(() => [...serviceFrames(whole.subarray(0, length))]).toThrow(
        /cut short|outside buffer bounds|out of range/,
      );
    expect([...serviceFrames(whole)]).toHaveLength(1);
  });

  it('of the other side are refused', () => {
    expect(() => [
      ...callerFrames(
        sent((writer) => writer.drain()),
        now,
      ),
    ]).toThrow('no frame of a caller');
    expect(() => [...serviceFrames(sent((writer) => writer.cancel(1)))]).toThrow('no frame of a service');
  });
});
