import { randomBytes } from 'node:crypto';
import type { Generation } from './key-provider.js';
import { Keyring } from './keyring.js';
import { keyBytes, suiteNamed, type SuiteName } from './suite.js';

export const generation = (id: string): Generation => ({
  id,
  madeAt: new Date('2026-01-05T00:00:00Z'),
  root: randomBytes(keyBytes),
});

export const keyring = (suite: SuiteName = 'aes', generations = [generation('g-1')]): Keyring =>
  new Keyring(suiteNamed(suite), generations);
