import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A line to a server of the run, which can be cut, or stay open and carry nothing, as to a server that hangs. */
export class Line {
  /** The server's address by way of this line. */
  address = '';
  private readonly pairs = new Map<Socket, Socket>();
  private readonly server: Server;
  private cut = false;
  private held = false;

  constructor(private readonly target: URL) {
    this.server = createServer((near) => {
      if (this.cut) return void near.destroy();
      const far = connect(Number(target.port), target.hostname);
      this.pairs.set(near, far);
      const end = (): void => {
        this.pairs.delete(near);
        near.destroy();
        far.destroy();
      };
      for (const one of [near, far]) one.on('error', () => undefined).once('close', end);
      if (!this.held) near.pipe(far).pipe(near);
    });
  }

  async open(): Promise<this> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    const url = new URL(this.target);
    url.host = `127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
    this.address = url.href;
    return this;
  }

  /** How many connections there are by way of it. */
  get connections(): number {
    return this.pairs.size;
  }

  break(): void {
    this.cut = true;
    for (const near of this.pairs.keys()) near.destroy();
  }

  /** Connections stay and are still to be had, and nothing passes. */
  hang(): void {
    this.held = true;
    for (const [near, far] of this.pairs) for (const one of [near, far]) one.unpipe().pause();
  }

  /** What was cut may connect anew; what was held goes on. */
  mend(): void {
    this.cut = false;
    if (!this.held) return;
    this.held = false;
    for (const [near, far] of this.pairs) near.pipe(far).pipe(near);
  }

  close(): void {
    this.break();
    this.server.close();
  }
}
