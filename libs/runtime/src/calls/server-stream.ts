import { proved } from '../contract/validation.js';
import { incomingOf } from '../wire/caller.js';
import { decoded, nothing, requestsOf } from '../wire/requests.js';
import { sendAll, type Answers } from '../wire/streaming.js';
import type { Admit, Served } from './served.js';

/** Answers a call by a stream, no faster than it is read; its requests may be one, too. Throws the refusal. */
export async function answerAsStream({ method, handler }: Served, call: Answers, admit: Admit): Promise<void> {
  const bytes = 'request' in call ? call.request : nothing;
  const caller = await admit(method, incomingOf(call, bytes));
  const request = 'request' in call ? decoded(method, proved(method, bytes)) : await requestsOf(method, call);
  const answers = (await handler?.(request, caller)) as AsyncIterable<never>;
  await sendAll(call, serialized(answers, method.rpc.responseSerialize));
}

async function* serialized(
  answers: AsyncIterable<never>,
  serialize: (answer: never) => Buffer,
): AsyncGenerator<Buffer> {
  for await (const answer of answers) yield serialize(answer);
}
