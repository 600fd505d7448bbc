import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomFillSync,
  type CipherGCMTypes,
} from 'node:crypto';

export type SuiteName = 'aes' | 'sm';

/** The algorithms by which values are sealed, keys derived and macs made. */
export interface Suite {
  /** How envelopes name it. */
  readonly id: number;
  readonly name: SuiteName;
  /** @returns nonce, ciphertext and tag; `nonce` is random unless given. */
  seal(key: Uint8Array, plain: Uint8Array, aad: Uint8Array, nonce?: Uint8Array): Buffer;
  /** What `seal` returned, in clear. Throws where bytes, key or AAD are not those that were sealed. */
  open(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Buffer;
  /** HKDF: a key of `length` bytes for one purpose. */
  derive(key: Uint8Array, purpose: string, length: number): Buffer;
  /** HMAC of the parts, one after another. */
  mac(key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Buffer;
}

/** Bytes of a key, whatever a cipher takes of it. */
export const keyBytes = 32;
export const nonceBytes = 12;
export const tagBytes = 16;

interface Algorithms {
  readonly id: number;
  readonly cipher: string;
  readonly cipherKeyBytes: number;
  readonly hash: string;
}

const algorithms: Readonly<Record<SuiteName, Algorithms>> = {
  aes: { id: 1, cipher: 'aes-256-gcm', cipherKeyBytes: 32, hash: 'sha256' },
  sm: { id: 2, cipher: 'sm4-gcm', cipherKeyBytes: 16, hash: 'sm3' },
};

const made = new Map<number, Suite>(
  Object.entries(algorithms).map(([name, algorithm]) => [algorithm.id, make(name as SuiteName, algorithm)]),
);

/** Throws where this Node.js lacks its algorithms, or they do not give what their standards say. */
export function suiteNamed(name: SuiteName): Suite {
  const suite = suiteOf(algorithms[name].id);
  probe(suite);
  return suite;
}

/** The suite that an envelope names. Throws where this release knows none of that id. */
export function suiteOf(id: number): Suite {
  const suite = made.get(id);
  if (suite === undefined) throw new Error(`sealed by suite ${String(id)}, which this release does not know`);
  return suite;
}

function make(name: SuiteName, { id, cipher, cipherKeyBytes, hash }: Algorithms): Suite {
  const gcm = cipher as CipherGCMTypes; // its types know no SM4
  return {
    id,
    name,
    seal(key, plain, aad, nonce = randomNonce()) {
      const sealing = createCipheriv(gcm, key.subarray(0, cipherKeyBytes), nonce);
      sealing.setAAD(aad);
      return Buffer.concat([nonce, sealing.update(plain), sealing.final(), sealing.getAuthTag()]);
    },
    open(key, sealed, aad) {
      const end = sealed.length - tagBytes;
      const opening = createDecipheriv(gcm, key.subarray(0, cipherKeyBytes), sealed.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      opening.setAAD(aad);
      opening.setAuthTag(sealed.subarray(end));
      return Buffer.concat([opening.update(sealed.subarray(nonceBytes, end)), opening.final()]);
    },
    derive: (key, purpose, length) => Buffer.from(hkdfSync(hash, key, noSalt, purpose, length)),
    mac(key, ...parts) {
      const hmac = createHmac(hash, key);
      for (const part of parts) hmac.update(part);
      return hmac.digest();
    },
  };
}

const noSalt = Buffer.alloc(0);

/** Random bytes in one draw for many: a draw of twelve costs more than the cipher. */
const pool = Buffer.alloc(nonceBytes * 512);
let drawn = pool.length;
function randomNonce(): Uint8Array {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  return Uint8Array.from(pool.subarray(drawn, (drawn += nonceBytes)));
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** Vectors of GCM: case 15 of the NIST submission, and RFC 8998 A.1; of HMAC: RFC 4231 case 2, and GB/T 15852.2's text. */
const vectors: Readonly<Record<SuiteName, { key: string; nonce: string; plain: string; aad: string; sealed: string }>> =
  {
    aes: {
      key: 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
      nonce: 'cafebabefacedbaddecaf888',
      plain:
        'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
      aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
      sealed:
        '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b',
    },
    sm: {
      key: '0123456789abcdeffedcba9876543210',
      nonce: '00001234567800000000abcd',
      plain:
        'aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa',
      aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
      sealed:
        '17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec',
    },
  };

function probe({ name, seal, open, derive, mac }: Suite): void {
  const { key, nonce, plain, aad, sealed } = vectors[name];
  try {
    const done = seal(hex(key), hex(plain), hex(aad), hex(nonce)).subarray(nonceBytes);
    const whole = Buffer.concat([hex(nonce), hex(sealed)]);
    if (!done.equals(hex(sealed)) || !open(hex(key), whole, hex(aad)).equals(hex(plain)))
      throw new Error('other bytes');
    if (mac(hex(key), 'probe').length !== keyBytes || derive(hex(key), 'probe', keyBytes).length !== keyBytes)
      throw new Error('other lengths');
  } catch (error) {
    const { cipher, hash } = algorithms[name];
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `DOORSTEP_SUITE: this Node.js (${process.version}, OpenSSL ${process.versions.openssl}) cannot do suite ${name} (${cipher}, ${hash}): ${why}`,
    );
  }
}
