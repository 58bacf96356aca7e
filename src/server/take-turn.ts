let last: Promise<void> = Promise.resolve();

/**
 * A turn of the event loop for work that computes for a while. Who comes in a crowd goes one after another, and between any two of them what
 * has arrived meanwhile is handled: the first of a hundred submissions is stored and dispatched before the last is looked at, and a lease is
 * still renewed in time.
 */
export function takeTurn(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
  return last;
}
