const LOOK_MS = 15;

/** What did not come about in time. */
export class PatienceError extends Error {}

/**
 * Looks until there is an answer, and gives it.
 * @param look null, false and a throw mean: not yet
 * @throws PatienceError after `ms`; the signal's reason when it fires
 */
export async function waitUntil<T>(
  what: string,
  look: () => Promise<T | null | false> | T | null | false,
  { ms, signal }: { ms: number; signal: AbortSignal },
): Promise<T> {
  const deadline = performance.now() + ms;
  let last: unknown = null;
  for (;;) {
    signal.throwIfAborted();
    try {
      const found = await look();
      if (found !== null && found !== false) return found;
      last = null;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline)
      throw new PatienceError(`${what}: not within ${ms} ms${last instanceof Error ? ` (${last.message})` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Resolves after so many milliseconds; rejects when the signal fires. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
