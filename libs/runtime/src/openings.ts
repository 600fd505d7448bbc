/**
 * What a service opens while it boots; also the token under which it is injected. Where the boot fails nobody is left who
 * would close it: then all of it is closed, the last first. Closing twice must do no harm.
 */
export class Openings {
  private readonly closing: (() => unknown)[] = [];
  private closed = false;

  /** Notes how something is closed that was opened; at once, where the boot has failed meanwhile. */
  add(close: () => unknown): void {
    if (this.closed) attempt(close).catch(() => undefined);
    else this.closing.push(close);
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const close of this.closing.splice(0).reverse()) await attempt(close);
  }
}

/** The first error of a boot is the one to be told. */
async function attempt(close: () => unknown): Promise<void> {
  try {
    await close();
  } catch {
    // It was closed before, or never open.
  }
}
