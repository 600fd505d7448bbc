import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@doorstep/testing';
import { openClock } from './clock.js';
import { serviceConfig } from './config.js';

const whole = {
  DOORSTEP_SERVICE: 'matching',
  DOORSTEP_MONGO_URI: 'mongodb://127.0.0.1:27117/?replicaSet=rs0',
  DOORSTEP_REDIS_URL: 'redis://127.0.0.1:6479',
  DOORSTEP_ISSUER: 'http://127.0.0.1:8081',
  DOORSTEP_CLIENT_ID: 'matching',
  DOORSTEP_CLIENT_SECRET: 'secret',
};

describe('configuration', () => {
  it('fills what is not said', () => {
    expect(serviceConfig({ ...whole, DOORSTEP_STATIONS_ADDRESS: '127.0.0.1:50051' })).toMatchObject({
      ...{
        service: 'matching',
        mongoDb: 'doorstep_matching',
        audience: 'doorstep',
        bind: '127.0.0.1:0',
        logLevel: 'info',
      },
      peers: { stations: '127.0.0.1:50051' },
    });
  });

  it.each([
    { key: 'DOORSTEP_SERVICE', value: undefined, want: 'DOORSTEP_SERVICE: is missing' },
    { key: 'DOORSTEP_SERVICE', value: 'The Matching', want: 'DOORSTEP_SERVICE: ' },
    { key: 'DOORSTEP_MONGO_URI', value: undefined, want: 'DOORSTEP_MONGO_URI: is missing' },
    { key: 'DOORSTEP_MONGO_URI', value: 'http://elsewhere', want: 'DOORSTEP_MONGO_URI: must be a mongodb:// address' },
    { key: 'DOORSTEP_REDIS_URL', value: 'localhost', want: 'DOORSTEP_REDIS_URL: ' },
    { key: 'DOORSTEP_ISSUER', value: '', want: 'DOORSTEP_ISSUER: is missing' },
    { key: 'DOORSTEP_BIND', value: '8080', want: 'DOORSTEP_BIND: must be host:port' },
    { key: 'DOORSTEP_LOG_LEVEL', value: 'loud', want: 'DOORSTEP_LOG_LEVEL: ' },
    { key: 'DOORSTEP_DRAIN_MS', value: 'soon', want: 'DOORSTEP_DRAIN_MS: ' },
  ])('names $key=$value', ({ key, value, want }) => {
    expect(() => serviceConfig({ ...whole, [key]: value })).toThrow(want);
  });

  it('never repeats a value', () => {
    expect(() => serviceConfig({ ...whole, DOORSTEP_MONGO_URI: 'postgres://user:hunter2@db' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});

describe('the clock of a process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorstep-clock-'));
  const file = join(folder, 'clock');
  afterAll(() => rmSync(folder, { recursive: true }));
  const ahead = (now: () => Date): number => Math.round((now().getTime() - Date.now()) / 1_000);

  it('is the machine’s', () => expect(ahead(serviceConfig(whole).now)).toBe(0));

  it('is moved by a file, and keeps what it had where that says nothing', async () => {
    writeFileSync(file, '86400000\n');
    const { now } = serviceConfig({ ...whole, DOORSTEP_CLOCK: file });
    expect(ahead(now)).toBe(86_400);
    writeFileSync(file, '-3600000\n');
    await eventually(() => expect(ahead(now)).toBe(-3_600));
    const seen = new Set<number>();
    writeFileSync(file, '12');
    setTimeout(() => writeFileSync(file, '7200000\n'), 50);
    await eventually(() => expect([...seen.add(ahead(now))]).toContain(7_200));
    expect([...seen]).toEqual([-3_600, 7_200]);
  });

  it.each([
    ['that is not there', `${file}s`, false, 'DOORSTEP_CLOCK: must be a file that holds milliseconds'],
    ['in production', file, true, 'DOORSTEP_CLOCK: is for tests'],
  ])('is refused by a file %s', (_, path, production, want) => {
    expect(() => openClock(path, production)).toThrow(want);
  });
});

describe('a secret in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorstep-config-'));
  const file = join(folder, 'secret');
  writeFileSync(file, 'of the file\n');
  afterAll(() => rmSync(folder, { recursive: true }));
  const rest = { ...whole, DOORSTEP_CLIENT_SECRET: '' };

  it('is read from there, without the end of its line', () => {
    const { clientSecret } = serviceConfig({ ...rest, DOORSTEP_CLIENT_SECRET_FILE: file });
    expect(clientSecret).toBe('of the file');
  });

  it.each([
    [
      'that is not there',
      { ...rest, DOORSTEP_CLIENT_SECRET_FILE: `${file}s` },
      /DOORSTEP_CLIENT_SECRET_FILE: cannot be/,
    ],
    ['beside another', { ...whole, DOORSTEP_CLIENT_SECRET_FILE: file }, /DOORSTEP_CLIENT_SECRET: is given twice/],
  ])('%s is refused', (_case, environment, want) => {
    expect(() => serviceConfig(environment)).toThrow(want);
  });
});
