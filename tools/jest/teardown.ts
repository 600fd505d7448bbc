import { rm } from 'node:fs/promises';
import { kept } from './kept.ts';

export default async function teardown(): Promise<void> {
  const { folder, servers } = kept() ?? { folder: undefined, servers: [] };
  await Promise.all(servers.map((server) => server.stop()));
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
