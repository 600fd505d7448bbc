/** The same items, each asked for while the one before is worked on. */
export async function* ahead<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  let next = iterator.next();
  next.catch(() => undefined); // whoever awaits it is told
  try {
    for (let item = await next; item.done !== true; item = await next) {
      next = iterator.next();
      next.catch(() => undefined);
      yield item.value;
    }
  } finally {
    await iterator.return?.();
  }
}
