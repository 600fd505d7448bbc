/** How far the telling has come. */
export interface Progress {
  readonly title: string;
  readonly done: number;
  readonly total: number;
}
export type OnProgress = (progress: Progress) => void;

/** Stories told side by side. */
const atOnce = 24;
/** Tells stories side by side, and says how far it has come. */
export async function inParallel<T>(
  title: string,
  items: readonly T[],
  onProgress: OnProgress,
  tellOne: (item: T) => Promise<unknown>,
): Promise<void> {
  const [rest, total] = [items.values(), items.length];
  let done = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of rest) {
        await tellOne(item);
        done += 1;
        onProgress({ title, done, total });
      }
    }),
  );
}
