'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useLiveTopic } from '../live/use-live.tsx';
import { useTRPC } from '../trpc.tsx';
import { BellButton } from './bell-button.tsx';
import { OPEN_ALERTS } from './open-alerts.ts';

const AlertPopup = dynamic(() => import('./alert-popup.tsx').then((module) => module.AlertPopup), {
  ssr: false,
  loading: () => <BellButton count={0} aria-haspopup="dialog" aria-busy />,
});

/** Open alerts, on every page. The list itself is loaded with the first click. */
export function AlertBell() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState(false);
  const { data } = useQuery(trpc.alerts.list.queryOptions(OPEN_ALERTS));
  useLiveTopic('alerts', () => void queryClient.invalidateQueries({ queryKey: trpc.alerts.list.queryKey() }));
  const alerts = data?.data ?? [];
  const count = alerts.filter(({ acknowledgedAt }) => acknowledgedAt === null).length;
  return asked ? (
    <AlertPopup alerts={alerts} count={count} />
  ) : (
    <BellButton count={count} aria-haspopup="dialog" onClick={() => setAsked(true)} />
  );
}
