'use client';
import { useCallback, useEffect, useRef } from 'react';
import { useTRPCClient } from '../trpc.tsx';

/** One report per so long, and only when there is something to tell. Milliseconds. */
const TELL_MS = 30_000;
/** Of a report; what comes beyond it is like the rest. */
const MOST = 200;

/** Tells the server now and then how old events were when they were on screen. */
export function usePaintReports(): (ageMs: number) => void {
  const client = useTRPCClient();
  const ages = useRef<number[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  return useCallback(
    (ageMs) => {
      if (ages.current.length < MOST) ages.current.push(ageMs);
      timer.current ??= setTimeout(() => {
        timer.current = null;
        // A report that does not arrive is not missed: there are others.
        client.live.notePaints.mutate({ agesMs: ages.current.splice(0) }).catch(() => {});
      }, TELL_MS);
    },
    [client],
  );
}
