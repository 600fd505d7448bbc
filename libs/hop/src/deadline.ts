/*
 * How long a caller waits is agreed between machines as a duration, and kept by each as an instant of its own clock, by
 * which gRPC counts it. It is no time of the business, and no test moves it.
 */

/** The deadline of who waits so long from now on. */
export const deadlineIn = (ms: number): Date => new Date(Date.now() + ms);

/** How long is left until a deadline; 0 behind it. */
export const msUntil = (deadline: Date | number): number => Math.max(0, Number(deadline) - Date.now());
