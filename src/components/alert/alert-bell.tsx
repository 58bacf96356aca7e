'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useLiveNotice } from '../live/use-live-notice.ts';
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
  const [asked, setAsked] = useState(false);
  const { data } = useQuery(trpc.alerts.list.queryOptions(OPEN_ALERTS));
  useLiveNotice('alerts', trpc.alerts.list.queryFilter());
  const alerts = data?.data ?? [];
  const count = alerts.filter(({ acknowledgedAt }) => acknowledgedAt === null).length;
  return asked ? (
    <AlertPopup alerts={alerts} count={count} />
  ) : (
    <BellButton count={count} aria-haspopup="dialog" onClick={() => setAsked(true)} />
  );
}
