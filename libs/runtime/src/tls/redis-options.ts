import { readFileSync } from 'node:fs';
import type { TlsConfig } from './tls.config.js';

/** What ioredis takes of TLS: nothing where no file is configured, for `rediss:` says enough then. Throws where a file cannot be read. */
export function redisTls({ redis }: Pick<TlsConfig, 'redis'>): { readonly tls?: Readonly<Record<string, Buffer>> } {
  const files = Object.entries(redis).map(([name, path]) => [name, readFileSync(path)] as const);
  return files.length === 0 ? {} : { tls: Object.fromEntries(files) };
}
