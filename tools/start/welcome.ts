import { relative } from 'node:path';
import type { Platform } from '../platform/platform.ts';
import { callsToCopy } from './sample.ts';

/** What a person needs next, once the platform runs: pages, three calls to copy, the figures, where the data lies. */
export async function welcome(platform: Platform, dataDir: string, aheadMs: number): Promise<string> {
  const { gateway, issuer } = platform;
  const lines = [
    ...(gateway === undefined
      ? Object.entries(platform.services).map(([name, at]) => `${name}  ${at}  gRPC, with reflection`)
      : []),
    ...(gateway === undefined
      ? []
      : [...(await callsToCopy({ gateway, issuer }, aheadMs)), `Docs           ${gateway}/docs`]),
    `Tokens         ${issuer}/`,
    ...Object.entries(platform.operations).map(
      ([name, at], index) => (index === 0 ? 'Operations' : '').padEnd(15) + `http://${at}/readyz, /metrics  ${name}`,
    ),
    `Data and logs  ${relative(process.cwd(), dataDir) || dataDir}/`,
  ];
  return ['', ...lines].join('\n');
}
