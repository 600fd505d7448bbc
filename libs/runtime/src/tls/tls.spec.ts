import { describe, expect, it } from '@jest/globals';
import { serviceConfig } from '../config.js';
import { assertHttps, assertProtected } from './tls.config.js';

const base = {
  DOORSTEP_SERVICE: 'matching',
  DOORSTEP_REDIS_URL: 'rediss://r:secret@127.0.0.1:1',
  DOORSTEP_MONGO_URI: 'mongodb://m:secret@127.0.0.1:1,127.0.0.2:1/?replicaSet=rs0&tls=true',
  DOORSTEP_ISSUER: 'https://id.county.example',
  DOORSTEP_CLIENT_ID: 'matching',
  DOORSTEP_CLIENT_SECRET: 's',
};
const files = { DOORSTEP_TLS_CA: '/ca', DOORSTEP_TLS_CERT: '/cert', DOORSTEP_TLS_KEY: '/key' };
const mongo = (uri: string) => ({ ...files, DOORSTEP_MONGO_URI: uri });
const outcome = (environment: Record<string, string>, production = true): string => {
  try {
    assertProtected(serviceConfig({ ...base, ...environment }), production);
    return 'taken';
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  }
};

describe('in production', () => {
  it.each<[Record<string, string>, RegExp]>([
    [files, /^taken$/],
    [{}, /DOORSTEP_TLS_CERT.*names hop/],
    [{ DOORSTEP_PLAINTEXT: 'hop' }, /^taken$/],
    [{ DOORSTEP_PLAINTEXT: 'issuer' }, /names hop/],
    [{ ...files, DOORSTEP_ISSUER: 'http://id' }, /DOORSTEP_ISSUER.*names issuer/],
    [{ DOORSTEP_ISSUER: 'http://id', DOORSTEP_PLAINTEXT: 'issuer,hop' }, /^taken$/],
    [{ DOORSTEP_PLAINTEXT: 'everything' }, /DOORSTEP_PLAINTEXT/],
    [{ DOORSTEP_TLS_CA: '/ca' }, /go together/],
    [{ ...files, DOORSTEP_REDIS_URL: 'redis://r' }, /DOORSTEP_REDIS_URL.*names redis$/],
    [{ ...files, DOORSTEP_REDIS_URL: 'redis://r', DOORSTEP_PLAINTEXT: 'redis' }, /^taken$/],
    [{ ...files, DOORSTEP_REDIS_URL: 'redis://r', DOORSTEP_PLAINTEXT: 'mongo' }, /names redis$/],
    [{ ...files, DOORSTEP_REDIS_URL: 'redis://r', DOORSTEP_REDIS_TLS_CA: '/ca' }, /^taken$/],
    [mongo('mongodb://m:secret@m'), /DOORSTEP_MONGO_URI.*names mongo$/],
    [mongo('mongodb://m/?replicaSet=rs0&tls=false'), /names mongo$/],
    [mongo('mongodb://m/?ssl=true'), /^taken$/],
    [mongo('mongodb://m/?TLS=true'), /^taken$/],
    [mongo('mongodb+srv://m'), /^taken$/],
    [mongo('mongodb+srv://m/?tls=false'), /names mongo$/],
    [mongo('mongodb://m/?tls=true&tlsInsecure=true'), /names mongo$/],
    [mongo('mongodb://m/?tls=true&tlsAllowInvalidCertificates=true'), /names mongo$/],
    [{ ...mongo('mongodb://m'), DOORSTEP_MONGO_TLS_CA: '/ca' }, /^taken$/],
    [{ ...mongo('mongodb://m'), DOORSTEP_PLAINTEXT: 'mongo' }, /^taken$/],
  ])('%j: %s', (environment, want) => {
    expect(outcome(environment)).toMatch(want);
    expect(outcome(environment)).not.toContain('secret');
  });

  it('alone', () => {
    const plain = { ...mongo('mongodb://m'), DOORSTEP_ISSUER: 'http://id', DOORSTEP_REDIS_URL: 'redis://r' };
    expect(outcome(plain, false)).toBe('taken');
  });
});

describe('an address over HTTP that one service knows', () => {
  const endpoint =
    (address: string, plaintext: string[], production = true) =>
    () =>
      assertHttps({ key: 'DOORSTEP_EVIDENCE_S3_ENDPOINT', address, name: 's3', plaintext }, production);

  it.each([
    ['https://s3.county.example', [], true],
    ['http://s3', ['s3'], true],
    ['http://s3', [], false],
  ])('%s with %j in production %s is taken', (address, plaintext, production) => {
    expect(endpoint(address, plaintext, production)).not.toThrow();
  });

  it('is refused in production where it is plain', () => {
    expect(endpoint('http://s3', ['mongo'])).toThrow(/DOORSTEP_EVIDENCE_S3_ENDPOINT.*names s3$/);
  });
});
