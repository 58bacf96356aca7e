'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { BreakerSummary } from '@/server/core/breaker/breaker-summary.ts';
import { type KeysetData, mapRows } from '../keyset-pages.ts';
import { useLiveTopic } from '../live/use-live.tsx';
import { useTRPC } from '../trpc.tsx';
import { BREAKERS_KEY } from './breaker-pages.ts';

/** Least time between two looks at what breakers went through, ms. */
const REREAD_MS = 1_000;

/** Keeps every lane up to date. What a patch cannot say (a new lane, what led to a change) is read again, at most once a second. */
export function useLiveBreakers(): void {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  const reread = (lanes: boolean) => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      void queryClient.invalidateQueries(trpc.breakers.history.pathFilter());
      void queryClient.invalidateQueries(trpc.breakers.get.pathFilter());
      if (lanes) void queryClient.invalidateQueries({ queryKey: BREAKERS_KEY });
    }, REREAD_MS);
  };
  useLiveTopic('breakers', (messages) => {
    const patches = new Map(
      messages.flatMap((message) => (message.kind === 'breakers' ? message.breakers.map((each) => [each.resourceId, each] as const) : [])),
    );
    const known = new Set<string>();
    let moved = false;
    queryClient.setQueriesData<KeysetData<BreakerSummary>>({ queryKey: BREAKERS_KEY }, (data) => {
      if (!data) return data;
      return mapRows(data, (breaker) => {
        known.add(breaker.resourceId);
        const patch = patches.get(breaker.resourceId);
        if (patch === undefined || patch.revision < breaker.revision) return breaker;
        moved ||= patch.state !== breaker.state;
        return patch;
      });
    });
    const newcomers = [...patches.keys()].some((id) => !known.has(id));
    const reset = messages.some(({ kind }) => kind === 'reset');
    if (moved || newcomers || reset) reread(newcomers || reset || moved);
  });
}
