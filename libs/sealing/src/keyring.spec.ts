import { chmod, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { blindIndex, normal } from './blind-index.js';
import { open, seal } from './envelope.js';
import { keyFile, makeKeyFile, retireFromKeyFile, rotateKeyFile } from './key-file.js';
import { Keyring } from './keyring.js';
import { generation, keyring } from './sealing.example.js';
import { suiteNamed } from './suite.js';

const now = new Date('2026-02-28T16:00:00Z');
const inFolder = async (): Promise<string> => join(await mkdtemp(join(tmpdir(), 'keys-')), 'keys', 'matching.json');

describe('a key ring', () => {
  it('gives a wrapped key back, for its place alone', () => {
    const roots = [generation('g-1')];
    const ring = keyring('aes', roots);
    const { key, wrapped } = ring.mint('needs/a');
    ring.renew(roots); // forgets what it had unwrapped
    expect(ring.unwrap('needs/a', wrapped)).toEqual(key);
    expect(() => ring.unwrap('needs/b', wrapped)).toThrow();
  });

  it('wraps by the newest generation, and opens what older ones wrapped until they are gone', () => {
    const [older, newer] = [generation('g-1'), generation('g-2')];
    const ring = keyring('aes', [older]);
    const { key, wrapped } = ring.mint('needs/a');
    ring.renew([newer, older]);
    expect(ring.unwrap('needs/a', wrapped)).toEqual(key);
    const again = ring.rewrap('needs/a', wrapped);
    expect(again?.generation).toBe('g-2');
    expect(again && ring.rewrap('needs/a', again)).toBeUndefined();
    ring.renew([newer]);
    expect(again && ring.unwrap('needs/a', again)).toEqual(key);
    expect(() => ring.unwrap('needs/a', wrapped)).toThrow('DOORSTEP_KEYS: there is no generation g-1');
  });

  it('has another key for each purpose and generation', () => {
    const ring = keyring('sm', [generation('g-2'), generation('g-1')]);
    const all = [...ring.keysFor('receipt'), ...ring.keysFor('blind index')].map(({ key }) =>
      Buffer.from(key).toString('hex'),
    );
    expect(new Set(all).size).toBe(4);
    expect(ring.keyFor('receipt')).toEqual(ring.keysFor('receipt')[0]);
  });

  it('needs a generation', () => {
    expect(() => keyring('aes', [])).toThrow('DOORSTEP_KEYS: there is no generation of keys');
  });
});

describe('a blind index', () => {
  it.each([
    ['139 9999-0001', '13999990001'],
    ['+86 139 9999 0001', '13999990001'],
    ['0086-13999990001', '13999990001'],
    ['１３９９９９９０００１', '13999990001'],
    ['(0350) 602 1234', '03506021234'],
    ['无', undefined],
    ['', undefined],
  ])('takes the telephone number %j as %j', (text, value) => {
    expect(normal('phone', text)).toBe(value);
  });

  it('takes an identity number in one way', () => {
    expect(normal('identity', '11010519491231002x')).toBe('11010519491231002X');
    expect(normal('identity', '110105 1949-1231 002Ｘ')).toBe('11010519491231002X');
  });

  it('finds what is written otherwise, and what was written before a rotation; joins no collections', () => {
    const [older, newer] = [generation('g-1'), generation('g-2')];
    const ring = keyring('aes', [older]);
    const [before] = blindIndex(ring, 'needs', 'phone', '13999990001');
    ring.renew([newer, older]);
    const after = blindIndex(ring, 'needs', 'phone', '+86 139-9999-0001');
    expect(after).toHaveLength(2);
    expect(after[1]).toEqual(before);
    expect(blindIndex(ring, 'enrolments', 'phone', '13999990001')[0]).not.toEqual(after[0]);
    expect(blindIndex(ring, 'needs', 'phone', '无')).toEqual([]);
  });
});

describe('a key file', () => {
  it('is made once, for its owner alone, and opens across a rotation and a retirement', async () => {
    const path = await inFolder();
    expect(await makeKeyFile(path, now)).toBe(true);
    expect(await makeKeyFile(path, now)).toBe(false);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const ring = new Keyring(suiteNamed('aes'), await keyFile(path).generations());
    const { key, wrapped } = ring.mint('needs/a');
    const sealed = seal(ring.suite, key.fields, '', 'needs/a', { phone: '139' });
    const newest = await rotateKeyFile(path, now);
    expect(newest).toMatch(/^g-20260228-[0-9a-f]{8}$/u);
    ring.renew(await keyFile(path).generations());
    const again = ring.rewrap('needs/a', wrapped);
    expect(again?.generation).toBe(newest);
    await expect(retireFromKeyFile(path, newest)).rejects.toThrow('rotate first');
    await retireFromKeyFile(path, wrapped.generation);
    ring.renew(await keyFile(path).generations());
    expect(again && open(ring.unwrap('needs/a', again).fields, 'needs/a', sealed)).toEqual({ phone: '139' });
    expect(() => ring.unwrap('needs/a', wrapped)).toThrow(wrapped.generation);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('says what is wrong with it, and nothing of what stands in it', async () => {
    const path = await inFolder();
    await expect(keyFile(path).generations()).rejects.toThrow('there is no file');
    await makeKeyFile(path, now);
    const whole = await readFile(path, 'utf8');
    await chmod(path, 0o604);
    await expect(keyFile(path).generations()).rejects.toThrow('may be read by others: chmod 600');
    await chmod(path, 0o600);
    const root = /"root": "([^"]+)"/u.exec(whole)?.[1] ?? '';
    for (const spoilt of ['', '{', whole.replace(root, 'AAAA'), whole.replace('"root"', '"toor"')]) {
      await writeFile(path, spoilt);
      const error: unknown = await keyFile(path)
        .generations()
        .catch((thrown: unknown) => thrown);
      expect(String(error)).toContain('DOORSTEP_KEYS');
      expect(String(error)).not.toContain(root);
    }
  });
});
