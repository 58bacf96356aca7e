'use client';
import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button, buttonClass } from '../ui/button.tsx';

const RaiseLimitDialog = dynamic(() => import('./raise-limit-dialog.tsx').then((module) => module.RaiseLimitDialog), { ssr: false });

/** What a person may do for a task that waits for money: raise the limit of its run or its own, or look at the budgets of all. */
export function RaiseStep({ runId, taskId }: { runId: string; taskId: string | undefined }) {
  const trpc = useTRPC();
  const mayRaise = useAllowed('operator');
  const [raising, setRaising] = useState(false);
  const { data } = useQuery(trpc.budgets.ofRun.queryOptions({ runId }, { refetchOnMount: 'always' }));
  if (data === undefined) return null;
  const held = data.heldTaskIds.find((id) => id === taskId);
  if (!mayRaise || (held === undefined && data.waiting === 0)) {
    return (
      <Link href={'/budgets' as Route} className={buttonClass()}>
        See the budgets
      </Link>
    );
  }
  return (
    <>
      <Button onClick={() => setRaising(true)}>Raise the limit</Button>
      {raising && (
        <RaiseLimitDialog
          of={held === undefined ? { scope: 'run', subject: runId } : { scope: 'task', subject: held }}
          limitUsd={held === undefined ? data.limitUsd : null}
          onClose={() => setRaising(false)}
        />
      )}
    </>
  );
}
