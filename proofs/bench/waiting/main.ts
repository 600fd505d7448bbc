import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { strToU8, zipSync } from 'fflate';
import { SheetReader } from '../../../libs/sheets/src/reader/reader.ts';
import { row, workbookOf } from '../../../libs/sheets/src/workbook.example.ts';

// How long others wait in a service while it has a sheet read: a server in this process answers, as one of ours would.

const requests = Number(process.env['BENCH_REQUESTS'] ?? 2_000);
/** What others may wait longer than while nothing is read. */
const mostMs = 50;

const server = createServer((_, answer) => void answer.end('{}'));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const reader = new SheetReader();

const sheets: Readonly<Record<string, Uint8Array>> = {
  '50,000 lines of 12 cells': workbookOf({
    rows: row(...Array.from({ length: 12 }, (_, at) => `滨河一网格${String(at)}`)).repeat(50_000),
  }),
  '139 kB that unpack to 135 MB': workbookOf({ sheet: new Uint8Array(120 * 1024 * 1024).fill(32) }),
  '34 MB of shared texts': workbookOf({ strings: `<sst>${'<si><t>x</t></si>'.repeat(2_000_000)}</sst>` }),
  '200,000 tags within each other': workbookOf({ rows: '<row>'.repeat(200_000) }),
  'an archive of nothing': zipSync({ 'a.txt': strToU8('x') }),
  '20 MB of CSV': Buffer.from('1409301000010001,滨河一网格,养老,网格员,3,2099-12-31\n'.repeat(350_000)),
};

async function p99(until: Promise<unknown>): Promise<number> {
  const took: number[] = [];
  const reading = { over: false };
  void until.finally(() => (reading.over = true)).catch(() => undefined);
  while (took.length < requests || !reading.over) {
    const began = performance.now();
    await (await fetch(url)).text();
    took.push(performance.now() - began);
  }
  return took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? 0;
}

async function read(file: Uint8Array): Promise<void> {
  const pieces = async function* () {
    for (let at = 0; at < file.length; at += 256 * 1024) yield file.subarray(at, at + 256 * 1024);
  };
  const sheet = await reader.open(pieces(), 'somebody');
  try {
    for (const at of sheet.heads.keys()) for await (const { line } of sheet.rows(at)) if (line < 0) return;
  } finally {
    await sheet.close();
  }
}

try {
  const idle = await p99(Promise.resolve());
  console.log(`nothing is read: p99 ${idle.toFixed(1)} ms`);
  for (const [what, file] of Object.entries(sheets)) {
    let outcome = 'read';
    const reading = read(file).catch((error: unknown) => (outcome = String(error).slice(0, 40)));
    const waited = await p99(reading);
    console.log(`${what}: p99 ${waited.toFixed(1)} ms; ${outcome}`);
    if (waited > idle + mostMs) process.exitCode = 1;
  }
} finally {
  await reader.onApplicationShutdown();
  server.close();
  server.closeAllConnections();
}
