import type { IncomingMessage } from 'node:http';
import { create, toBinary } from '@bufbuild/protobuf';
import { registry } from '@doorstep/access';
import { describe, expect, it } from '@jest/globals';
import { routesOf } from '../contract/routes.js';
import { Problem } from '../problem/problem.js';
import { fileAnswer } from './files.js';

const route = routesOf(registry).find(({ file }) => file === 'down');
if (route === undefined) throw new Error('no route hands a file out');
const piece = toBinary(route.method.output, create(route.method.output, { mediaType: 'text/csv; charset=utf-8' }));
const asking = (accept?: string) => ({ headers: accept === undefined ? {} : { accept } }) as IncomingMessage;

/** A call that goes on until it is let go. */
function call(): { messages: AsyncGenerator<Uint8Array>; over: () => boolean } {
  let over = false;
  const messages = (async function* () {
    try {
      for (;;) yield piece;
    } finally {
      over = true;
    }
  })();
  return { messages, over: () => over };
}

describe('a file that is handed out', () => {
  it.each([
    ['nobody took', 0],
    ['somebody began to take', 2],
  ])('and that %s, lets its call go', async (_, pieces) => {
    const { messages, over } = call();
    const { body } = await fileAnswer(asking(), route, messages, '');
    if (typeof body !== 'object' || Buffer.isBuffer(body)) throw new Error('no flow');
    for (let taken = 0; taken < pieces; taken += 1) await body.next();
    expect(over()).toBe(false);
    await body.return(undefined);
    expect(over()).toBe(true);
  });

  it.each([
    [undefined, true],
    ['*/*', true],
    ['text/csv', true],
    ['text/*;q=0.5', true],
    ['application/octet-stream', true],
    ['application/problem+json', true],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', false],
    ['text/csv;q=0', false],
    ['image/png, text/html', false],
  ])('goes to who accepts its type, or does not mind: %s %s', async (accept, taken) => {
    const { messages, over } = call();
    const answer = fileAnswer(asking(accept), route, messages, '').then(
      () => 200,
      (error: unknown) => (error instanceof Problem ? error.status : error),
    );
    expect(await answer).toBe(taken ? 200 : 406);
    expect(over()).toBe(!taken);
    await messages.return(undefined);
  });
});
