import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { Module } from '@nestjs/common';
import type { DivisionName } from '@doorstep/contracts/names.js';
import { Division, DivisionServiceService } from '@doorstep/contracts/stations/v1/division.js';
import { Serves } from '@doorstep/runtime';
import { credentials, loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { service as health } from 'grpc-health-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bootService, person, type Running } from './boot.js';

@Serves(DivisionServiceService)
class DivisionService {
  async getDivision({ name }: { name: DivisionName }) {
    return Division.fromPartial({ name, level: 'LEVEL_COUNTY' });
  }
  async createDivision() {
    return Division.fromPartial({});
  }
  async listDivisions() {
    return { divisions: [], nextPageToken: '' };
  }
  async renameDivision() {
    return Division.fromPartial({});
  }
  async mergeDivision() {
    return Division.fromPartial({});
  }
  async countDivisions() {
    return { count: 0, more: false };
  }
  async listDivisionHistory() {
    return { changes: [], nextPageToken: '' };
  }
}
@Module({ controllers: [DivisionService] })
class DivisionModule {}

const buf = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');
const service = 'doorstep.stations.v1.DivisionService';

/** `buf curl` knows nothing of our protos here: what it says and reads, it learned by reflection. */
describe('a stock gRPC client', () => {
  let app: Running<typeof DivisionServiceService>;

  beforeAll(async () => {
    app = await bootService(DivisionModule, DivisionServiceService);
  });
  afterAll(() => app.close());

  async function curl(method: string, ...options: string[]): Promise<unknown> {
    const url = `http://127.0.0.1:${app.port}/${method}`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      buf,
      'curl',
      '--protocol=grpc',
      '--http2-prior-knowledge',
      ...options,
      url,
    ]);
    return JSON.parse(stdout);
  }

  it('learns the contract by reflection and calls with a token', async () => {
    const token = await app.issuer.tokenFor(person('wang', '140930', ['county']));
    const options = [`--header=authorization: Bearer ${token}`, '--data={"name":"divisions/140930"}'];
    expect(await curl(`${service}/GetDivision`, ...options)).toEqual({
      name: 'divisions/140930',
      level: 'LEVEL_COUNTY',
    });
  });

  it.each([
    { asked: '', want: 'SERVING' },
    { asked: service, want: 'SERVING' },
    { asked: 'unheard.of', want: /unknown/ },
  ])('asks for the health of “$asked”: $want', async ({ asked, want }) => {
    const { Health } = loadPackageDefinition({ Health: health });
    const client = new (Health as ServiceClientConstructor)(`127.0.0.1:${app.port}`, credentials.createInsecure());
    const { promise, resolve } = Promise.withResolvers<string>();
    client['Check']?.({ service: asked }, (error: Error | null, answer?: { status: string }) =>
      resolve(answer?.status ?? String(error)),
    );
    expect(await promise).toMatch(want);
    client.close();
  });

  it('is told why it is refused', async () => {
    await expect(curl(`${service}/ListDivisionHistory`, '--data={"name":"divisions/140930"}')).rejects.toThrow(
      /a bearer token is needed/,
    );
  });
});
