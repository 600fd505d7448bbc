import { describe, expect, it } from '@jest/globals';
import { aGateway } from './gateway.example.js';

const gateway = aGateway();
const phone = '13912345678';
const identity = '11010519491231002X';

/** Headers whose values reach a service, a journal or a log. */
describe('a number of a person', () => {
  it.each([
    ['x-purpose', `p${phone}`, 'HEADER_MALFORMED'],
    ['x-purpose', 'p-139-1234-5678', 'HEADER_MALFORMED'],
    ['x-on-behalf-of', phone, 'HEADER_MALFORMED'],
    ['x-on-behalf-of', `p${phone}`, 'HEADER_MALFORMED'],
    ['x-on-behalf-of', `resident_${identity}`, 'HEADER_MALFORMED'],
    ['idempotency-key', `need-${phone}`, 'HEADER_MALFORMED'],
    ['idempotency-key', identity, 'HEADER_MALFORMED'],
    ['idempotency-key', `0f${phone}a`, 'HEADER_MALFORMED'],
  ])('has no place in %s: %s', async (name, value, reason) => {
    const problem = await gateway.problem('POST /v1/needs/n1:verify', { headers: { [name]: value } });
    expect(problem).toMatchObject({ status: 400, reason });
    expect(JSON.stringify(problem)).not.toContain(value);
    expect(gateway.backend.seen).toEqual([]);
  });

  it('has none in a request id of a body either, and the field is named', async () => {
    const body = { requestId: `need-${phone}` };
    const { violations } = await gateway.problem('POST /v1/needs/n1:verify', { body });
    expect(violations).toMatchObject([
      { field: 'requestId', rule: 'text.personal', zh: expect.stringContaining('随机') },
    ]);
  });

  it('reaches no log, whichever header it came in', async () => {
    gateway.lines.length = 0;
    const names = [
      ...[
        'accept',
        'accept-language',
        'accept-encoding',
        'origin',
        'user-agent',
        'referer',
        'cookie',
        'from',
        'baggage',
      ],
      ...['traceparent', 'tracestate', 'x-forwarded-for', 'forwarded', 'x-request-id', 'x-reason', 'if-match', 'range'],
      ...['if-none-match', 'x-purpose', 'x-on-behalf-of', 'idempotency-key', 'content-disposition', 'content-digest'],
      ...['content-type', 'content-encoding', 'host', 'authorization'],
    ];
    for (const name of names) await gateway.ask('POST /v1/needs/n1:verify', { headers: { [name]: `p${phone}` } });
    await gateway.ask(`GET /v1/needs/p${phone}`);
    await gateway.ask(`GET /v1/needs?p${phone}=${phone}`);
    expect(gateway.lines.length).toBeGreaterThan(names.length);
    expect(gateway.lines.join('\n')).not.toContain(phone);
  });

  it('in a trace begins another one', async () => {
    const traceparent = `00-${'0'.repeat(21)}${phone}-00f067aa0ba902b7-01`;
    const answer = await gateway.ask('GET /v1/needs/n1', { headers: { traceparent } });
    expect(answer.headers['x-trace-id']).not.toContain(phone);
    expect(String(gateway.backend.last().metadata.get('traceparent'))).not.toContain(phone);
  });
});
