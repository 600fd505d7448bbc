import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Where clamd listens. */
export type ClamdAddress = { readonly host: string; readonly port: number } | { readonly path: string };

/** An address as configuration writes it: `host:port`, `[::1]:3310`, or the path of a socket; undefined where empty. */
export function clamdAddress(text: string): ClamdAddress | undefined {
  if (text === '') return undefined;
  if (text.startsWith('/')) return { path: text };
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
}

/** The scanner does not answer, or not as it should; also where the file is longer than it takes. */
export class ScannerAway extends Error {}

/** Without a word for so long, clamd is away; a scan of the largest file takes a few seconds. */
const patienceMs = 30_000;
const mostReply = 1_024;

/**
 * One file on its way through clamd, by INSTREAM: pieces with their lengths, and a verdict at the end. Source: clamd(8).
 * To be ended by `verdict` or `drop`.
 */
export class Scan {
  private readonly reply: Promise<string>;

  private constructor(private readonly socket: Socket) {
    this.reply = replyOn(socket);
    this.reply.catch(() => undefined); // told by whoever waits for it
  }

  /** Throws ScannerAway. @param patience how long it may stay silent. */
  static async begin(address: ClamdAddress, patience = patienceMs): Promise<Scan> {
    const socket = connect({ ...address, timeout: patience });
    socket.once('timeout', () => socket.destroy(new Error('no answer in time')));
    const scan = new Scan(socket);
    await Promise.race([once(socket, 'connect'), scan.reply]).catch((error: unknown) => {
      throw away(error);
    });
    await scan.send(Buffer.from('zINSTREAM\0'));
    return scan;
  }

  /** No faster than it is taken. Throws ScannerAway. */
  async write(piece: Uint8Array): Promise<void> {
    if (piece.length === 0) return; // a length of nothing ends the file
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    await this.send(Buffer.concat([length, piece]));
  }

  /** What was found in the file, by the scanner's name for it; empty where nothing was. Throws ScannerAway. */
  async verdict(): Promise<string> {
    await this.send(Buffer.alloc(4));
    const reply = await this.reply;
    this.drop();
    const [, found] = /^stream: (.{1,200}) FOUND$/.exec(reply) ?? [];
    if (found !== undefined) return found;
    if (reply !== 'stream: OK') throw new ScannerAway(`clamd: ${reply}`);
    return '';
  }

  /** Gives the scan up. */
  drop(): void {
    this.socket.destroy();
  }

  private async send(bytes: Buffer): Promise<void> {
    if (this.socket.destroyed) throw away(await this.reply.catch((error: unknown) => error));
    if (this.socket.write(bytes)) return;
    // It may say that it has had enough, and take no more.
    const settled = await Promise.race([once(this.socket, 'drain').then(() => ''), this.reply]).catch(
      (error: unknown) => {
        throw away(error);
      },
    );
    if (settled !== '') throw new ScannerAway(`clamd: ${settled}`);
  }
}

const away = (cause: unknown): ScannerAway =>
  cause instanceof ScannerAway ? cause : new ScannerAway('clamd is away', { cause });

/** What it says at last, up to the zero that ends it. Rejects with ScannerAway. */
function replyOn(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    socket.on('data', (bytes: Buffer) => {
      said += bytes.toString('latin1');
      const end = said.indexOf('\0');
      if (end >= 0) resolve(said.slice(0, end));
      else if (said.length > mostReply) socket.destroy(new Error('an answer without end'));
    });
    socket.once('error', (error) => reject(away(error)));
    socket.once('close', () => reject(new ScannerAway('clamd hung up')));
  });
}
