import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../tools/servers/shell.ts';

/** Signs and proves the journals' heads of all services by `npm run journal`; what it says of each, in one line. */
export interface Heads {
  sign(uri: string): Promise<string>;
  verify(uri: string): Promise<string>;
}

/** @param keep folder of anchors and keys. */
export async function headsIn(keep: string, services: readonly string[]): Promise<Heads> {
  const [anchors, privateKey, publicKey] = ['anchors.jsonl', 'private.pem', 'public.pem'].map((name) =>
    join(keep, name),
  ) as [string, string, string];
  const pair = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  await Promise.all([writeFile(privateKey, pair.privateKey), writeFile(publicKey, pair.publicKey)]);
  const journal = async (verb: 'anchor' | 'verify', uri: string, key: string): Promise<string> => {
    const program = ['--import', './tools/typescript.mjs', 'tools/journal/main.ts', verb];
    const said = services.map((service) =>
      run(process.execPath, [...program, '--service', service, '--uri', uri, '--anchors', anchors, '--key', key], {
        timeoutMs: 60_000,
      }),
    );
    return (await Promise.all(said)).map((line) => line.trim()).join('; ');
  };
  return {
    sign: (uri) => journal('anchor', uri, privateKey),
    verify: (uri) => journal('verify', uri, publicKey),
  };
}
