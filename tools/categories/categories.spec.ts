import { execFile } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogueIn, suggestedFile } from './catalogue.ts';

const run = promisify(execFile);
const categories = (args: readonly string[], token = 'a-token'): Promise<string> =>
  run('npm', ['run', '--silent', 'categories', '--', ...args], { env: { ...process.env, DOORSTEP_TOKEN: token } }).then(
    ({ stdout }) => stdout,
    (error: unknown) => String((error as { stderr?: string }).stderr),
  );

const entered: Record<string, unknown>[] = [];
/** A gateway that has one of them, and refuses whoever is not let in. */
const answer: RequestListener = (request, response) => {
  let text = '';
  request.on('data', (part: Buffer) => (text += part.toString()));
  request.on('end', () => {
    const entry = JSON.parse(text) as Record<string, unknown>;
    if (request.headers.authorization !== 'Bearer a-token') return response.writeHead(403).end('NOT_PERMITTED');
    if (entry['code'] === 'health') return response.writeHead(409).end();
    entered.push(entry);
    return response.writeHead(201).end();
  });
};
const server = createServer(answer);
let gateway = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gateway = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => void server.close());

describe('the command of operators', () => {
  it('enters what the catalogue lacks, and says what is there already', async () => {
    const said = await categories(['--gateway', gateway, '--division', '140930']);
    expect(said).toContain('elder-care  养老助老\n');
    expect(said).toContain('health  医疗健康  is there already\n');
    const wanted = catalogueIn(suggestedFile).filter(({ code }) => code !== 'health');
    expect(entered).toEqual(wanted.map((entry) => ({ division: '140930', ...entry })));
  });

  it.each([
    [['--division', '140930'], 'a-token', '--gateway is'],
    [['--gateway', 'http://127.0.0.1:9', '--division', '14'], 'a-token', '--division is'],
    [['--gateway', 'http://127.0.0.1:9', '--division', '140930'], '', 'DOORSTEP_TOKEN is'],
  ])('refuses %j with the token %j', async (args, token, want) => {
    expect(await categories(args, token)).toContain(want);
  });

  it('says what the platform says where it refuses', async () => {
    expect(await categories(['--gateway', gateway, '--division', '140930'], 'another')).toContain('NOT_PERMITTED');
  });
});
