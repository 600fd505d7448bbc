import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { RecordsServiceService } from '@doorstep/contracts/records/v1/records.js';
import { eventually } from '@doorstep/testing';
import { Client as Grpc, credentials, Metadata, status } from '@grpc/grpc-js';
import { lacking } from '../../../tools/jest/lacking.js';
import { needing } from '../../../tools/jest/needing.js';
import { ofIntegrators } from '../../../tools/programs/integrators.js';
import { asStranger, platform, signed } from './platform.js';
import { clientOf } from './client.js';

const operator = { subject: 'operator-who-revokes', roles: ['operator'], divisions: ['140930'] };
const runbook = await readFile(new URL('../../../docs/runbooks/tokens.md', import.meta.url), 'utf8');
const [, commands = ''] = /```sh\n(curl .*?)```/s.exec(runbook) ?? [];

/** Code with which a service itself, asked past the gateway, ends a call that changes nothing. */
async function codeAt(service: string, rpc: string, token: string): Promise<status> {
  const channel = new Grpc(platform.services[service] ?? '', credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const same = (bytes: Buffer): Buffer => bytes;
  const code = await new Promise<status>((resolve) => {
    channel.makeUnaryRequest(rpc, same, same, Buffer.alloc(0), metadata, (error) => resolve(error?.code ?? status.OK));
  });
  channel.close();
  return code;
}

/** docs/runbooks/tokens.md, as an operator copies it. */
needing(await lacking(ofIntegrators)).it(
  'a token that an operator revokes is refused by the gateway and by every service within seconds',
  async () => {
    const subject = `leaver-${randomUUID()}`;
    const token = await signed({ subject, roles: ['county'], divisions: ['140930'] });
    const leaver = clientOf(platform.gateway, () => Promise.resolve(token));
    const { path: reads } = RecordsServiceService.describeReach;
    const services = Object.keys(platform.services);
    expect(services.length).toBeGreaterThan(2);
    expect((await leaver.ask('GET /v1/divisions')).status).toBe(200);
    for (const service of services) expect([service, await codeAt(service, reads, token)]).toEqual([service, 0]);

    const env = { ...process.env, DOORSTEP: platform.gateway, TOKEN: await signed(operator) };
    const script = commands.replaceAll('SUBJECT', subject);
    const { stdout } = await promisify(execFile)('bash', ['-e', '-c', script], { env });
    expect(stdout.split(subject)).toHaveLength(3); // what was done, and what is revoked

    await eventually(async () => {
      expect((await leaver.ask('GET /v1/divisions')).body.reason).toBe('TOKEN_REVOKED');
      for (const service of services)
        expect([service, await codeAt(service, reads, token)]).toEqual([service, status.UNAUTHENTICATED]);
    });
  },
);

it('nobody but an operator revokes, or sees what is revoked', async () => {
  const county = asStranger({ ...operator, subject: 'county-who-would', roles: ['county', 'auditor'] });
  const body = { subject: 'somebody', cause: 'test' };
  expect((await county.ask('POST /v1/revocations:revoke', { body })).body.reason).toBe('NOT_PERMITTED');
  expect((await county.ask('GET /v1/revocations')).body.reason).toBe('NOT_PERMITTED');
});
