/**
 * Moves `Date` of this process, for programs and tests that ask it themselves; the services have a clock of their own.
 * @param aheadMs by how much it is ahead of the machine, asked each time.
 */
export function moveDate(aheadMs: () => number): void {
  const RealDate = Date;
  const now = (): number => RealDate.now() + aheadMs();
  const moved = new Proxy(RealDate, {
    construct: (_, args: unknown[], newTarget) =>
      Reflect.construct(RealDate, args.length > 0 ? args : [now()], newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
  RealDate.prototype.constructor = moved;
  globalThis.Date = moved;
}
