import { addressesOf, hostOf } from './addresses.js';
import { Lane } from './lane.js';
import { plaintext, type Transport } from './transport.js';

/** Until it looks for further replicas: soon after a change, then twice as long each time that it finds nothing new. */
const soonMs = 100;
const seldomMs = 15_000;

/** The lanes to one service, one a replica. Replicas are told apart by what they say first, not by name or address. */
export class Lanes {
  private open: readonly Lane[] = [];
  private opening: Lane | undefined;
  private looks = 0;
  private timer: NodeJS.Timeout | undefined;
  private waitMs = soonMs;
  private closed = false;
  private readonly options: Readonly<Record<string, string | number>>;

  constructor(
    private readonly target: string,
    options: Readonly<Record<string, string | number>>,
    private readonly transport: Transport = plaintext,
  ) {
    // A lane goes to one address; what the other end proves is the name behind which that was found.
    const name = transport.secure ? hostOf(target) : undefined;
    this.options = name === undefined ? options : { ...options, 'grpc.ssl_target_name_override': name };
    this.lookNow();
  }

  /** The lane with the fewest calls under way that takes one more; undefined where none does. */
  get best(): Lane | undefined {
    let best: Lane | undefined;
    for (const lane of this.open) if (lane.free && (best === undefined || lane.load < best.load)) best = lane;
    return best;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    for (const lane of [...this.open, ...(this.opening ? [this.opening] : [])]) lane.close();
  }

  /** What fails is tried again later, as where no address is known. */
  private lookNow(): void {
    this.look().catch(() => this.lookLater());
  }

  /** Opens one more lane, to each address in turn: it may lead to a replica that has none yet. */
  private async look(): Promise<void> {
    clearTimeout(this.timer);
    const addresses = await addressesOf(this.target).catch(() => []);
    if (this.closed || this.opening !== undefined) return;
    const address = addresses[this.looks++ % addresses.length];
    if (address === undefined) return this.lookLater();
    this.opening = new Lane(
      address,
      this.options,
      (lane) => this.greet(lane),
      (lane) => this.leave(lane),
      this.transport.channel,
    );
  }

  private lookLater(): void {
    clearTimeout(this.timer);
    if (!this.closed) this.timer = setTimeout(() => this.lookNow(), this.waitMs).unref();
    this.waitMs = Math.min(this.waitMs * 2, seldomMs);
  }

  private greet(lane: Lane): void {
    this.opening = undefined;
    const known = this.open.some(({ instance }) => instance === lane.instance);
    if (known) lane.rest();
    else this.open = [...this.open, lane];
    if (!known) this.waitMs = soonMs;
    this.lookLater();
  }

  private leave(lane: Lane): void {
    if (this.opening === lane) {
      this.opening = undefined;
      this.lookLater();
    } else if (this.open.includes(lane)) {
      this.open = this.open.filter((other) => other !== lane);
      this.waitMs = soonMs;
      this.lookNow();
    }
  }
}
