import { describe, expect, it } from '@jest/globals';
import { serviceConfig } from '../config.js';
import { assertProtected } from './tls.config.js';

const base = {
  DOORSTEP_SERVICE: 'matching',
  DOORSTEP_REDIS_URL: 'redis://127.0.0.1:1',
  DOORSTEP_MONGO_URI: 'mongodb://127.0.0.1:1',
  DOORSTEP_ISSUER: 'https://id.county.example',
  DOORSTEP_CLIENT_ID: 'matching',
  DOORSTEP_CLIENT_SECRET: 's',
};
const files = { DOORSTEP_TLS_CA: '/ca', DOORSTEP_TLS_CERT: '/cert', DOORSTEP_TLS_KEY: '/key' };
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
  ])('%j: %s', (environment, want) => {
    expect(outcome(environment)).toMatch(want);
  });

  it('alone', () => {
    expect(outcome({ DOORSTEP_ISSUER: 'http://id' }, false)).toBe('taken');
  });
});
