import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { clamdAddress, Scan, ScannerAway, type ClamdAddress } from './file.clamd.js';

async function scanned(address: ClamdAddress, file: Uint8Array, patience?: number): Promise<string> {
  const scan = await Scan.begin(address, patience);
  try {
    for (let at = 0; at < file.length; at += 65_536) await scan.write(file.subarray(at, at + 65_536));
    return await scan.verdict();
  } finally {
    scan.drop();
  }
}

it.each([
  ['', undefined],
  ['clamd:3310', { host: 'clamd', port: 3310 }],
  ['[::1]:3310', { host: '::1', port: 3310 }],
  ['/run/clamav/clamd.ctl', { path: '/run/clamav/clamd.ctl' }],
])('an address "%s"', (text, want) => {
  expect(clamdAddress(text)).toEqual(want);
});

describe('a scanner', () => {
  let server: Server | undefined;
  const sockets: Socket[] = [];
  /** One that does with a file, once it is there or before, as it is told. */
  const listening = async (act: (socket: Socket, received: () => Buffer) => void): Promise<ClamdAddress> => {
    server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      const pieces: Buffer[] = [];
      socket.on('data', (piece) => {
        pieces.push(Buffer.from(piece));
        act(socket, () => Buffer.concat(pieces));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { host: '127.0.0.1', port: (server.address() as { port: number }).port };
  };
  const ended = (received: Buffer): boolean => received.subarray(-4).equals(Buffer.alloc(4));
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server?.close();
  });

  it('gets the pieces with their lengths', async () => {
    let received: Buffer = Buffer.alloc(0);
    const address = await listening((socket, all) => {
      received = all();
      if (ended(received)) socket.write('stream: OK\0');
    });
    expect(await scanned(address, Buffer.from('file'))).toBe('');
    expect(received).toEqual(Buffer.from('zINSTREAM\0\0\0\0\x04file\0\0\0\0', 'latin1'));
  });

  it.each<[string, (socket: Socket, all: Buffer) => void]>([
    ['that hangs up', (socket) => socket.destroy()],
    ['that takes no more', (socket) => void socket.end('INSTREAM size limit exceeded. ERROR\0')],
    ['that cannot scan', (socket, all) => ended(all) && void socket.write('stream: Can not open file ERROR\0')],
    ['that says what nobody understands', (socket, all) => ended(all) && void socket.write('hello\0')],
    ['that says too much', (socket, all) => ended(all) && void socket.write('x'.repeat(4_096))],
    ['that says nothing', () => undefined],
  ])('%s is away', async (_, act) => {
    const address = await listening((socket, all) => act(socket, all()));
    await expect(scanned(address, Buffer.alloc(4 * 1024 * 1024), 300)).rejects.toThrow(ScannerAway);
  });

  it('that is not there is away', async () => {
    const address = await listening(() => undefined);
    server?.close();
    await expect(scanned(address, Buffer.from('file'))).rejects.toThrow(ScannerAway);
    await expect(scanned({ path: '/nowhere/clamd.ctl' }, Buffer.from('file'))).rejects.toThrow(ScannerAway);
  });
});
