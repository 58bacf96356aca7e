'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { RunSummary } from '@/server/core/run/run-view.ts';
import { firstRows, flatten, insertRows, type KeysetData, mapRows } from '../keyset-pages.ts';
import { useLiveTopic } from '../live/use-live.tsx';
import { type HeldRuns, heldFor, holdRuns, MOST_HELD } from './held-runs.ts';
import { newerRun } from './newer-run.ts';
import { passesFilter, type RunFilter } from './run-filter.ts';
import { RUNS_KEY } from './run-pages.ts';

/** A list that is open for days takes in every run that begins. Beyond so many rows it begins anew with the first of them. */
const MOST_ROWS = 500;
const FIRST_ROWS = 50;

const newestFirst = (a: RunSummary, b: RunSummary) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1);

/**
 * Keeps a list of runs up to date. Runs it shows change in place; new ones are held back while `holdNew` says so, that rows do not
 * move under the reader, and are counted.
 * @param queryKey of the list on screen; the same value as long as it is the same list
 */
export function useLiveRuns({ queryKey, filter, holdNew }: { queryKey: readonly unknown[]; filter: RunFilter; holdNew: () => boolean }) {
  const queryClient = useQueryClient();
  const [holding, setHolding] = useState<HeldRuns | null>(null);
  const held = heldFor(holding, queryKey);

  const show = useCallback(
    (runs: readonly RunSummary[]) => {
      queryClient.setQueryData<KeysetData<RunSummary>>(queryKey, (data) => {
        if (!data) return data;
        const known = new Set(flatten(data).map(({ id }) => id));
        return insertRows(
          data,
          runs.filter(({ id }) => !known.has(id)),
          newestFirst,
        );
      });
    },
    [queryClient, queryKey],
  );

  /** Back to the first rows, which are read anew; whoever stands at the top sees none of it. */
  const beginAnew = useCallback(() => {
    queryClient.setQueryData<KeysetData<RunSummary>>(queryKey, (data) => data && firstRows(data, FIRST_ROWS));
    void queryClient.invalidateQueries({ queryKey, exact: true });
  }, [queryClient, queryKey]);

  useLiveTopic('runs', (messages) => {
    if (messages.some(({ kind }) => kind === 'reset')) {
      void queryClient.invalidateQueries({ queryKey: RUNS_KEY });
      // The list is read again, and has them.
      setHolding(null);
    }
    const patches = new Map(
      messages.flatMap((message) => (message.kind === 'runs' ? message.runs.map((run) => [run.id, run] as const) : [])),
    );
    if (patches.size === 0) return;
    queryClient.setQueryData<KeysetData<RunSummary>>(queryKey, (data) => {
      if (!data) return data;
      return mapRows(data, (run) => {
        const patch = patches.get(run.id);
        patches.delete(run.id);
        return patch ? newerRun(run, patch) : run;
      });
    });
    const fresh = [...patches.values()].filter((run) => passesFilter(run, filter));
    if (holdNew()) {
      setHolding((known) => ({ list: queryKey, runs: holdRuns(heldFor(known, queryKey), patches, fresh) }));
      return;
    }
    const all = holdRuns(held, patches, fresh);
    if (all.length > 0) show(all);
    if (held.length > 0) setHolding(null);
    if (flatten(queryClient.getQueryData<KeysetData<RunSummary>>(queryKey)).length > MOST_ROWS) beginAnew();
  });

  const release = useCallback(() => {
    show(held);
    // There may have been more of them than were held.
    if (held.length >= MOST_HELD) beginAnew();
    setHolding(null);
  }, [held, show, beginAnew]);
  return useMemo(() => ({ heldCount: held.length, release }), [held.length, release]);
}
