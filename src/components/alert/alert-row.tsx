'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import type { AlertKind, AlertSeverity, AlertView } from '@/server/core/alert/alert.ts';
import { placeOfAlert } from '@/server/core/alert/alert-place.ts';
import { readProblem } from '../problem.ts';
import { ActorName } from '../session/actor-name.tsx';
import { useAllowed } from '../session/session.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';

const SEVERITIES = {
  info: { icon: Info, tone: 'text-ink-3', word: 'For information' },
  warning: { icon: TriangleAlert, tone: 'text-wait', word: 'Warning' },
  critical: { icon: CircleAlert, tone: 'text-fail', word: 'Critical' },
} as const satisfies Record<AlertSeverity, unknown>;

const TITLES: Record<AlertKind, string> = {
  no_capable_agent: 'No capable agent',
  failures_pile_up: 'Failures pile up',
  dead_letter: 'Dead letters wait',
  deadly_agent: 'An agent kills its processes',
  approval_overdue: 'An answer is overdue',
  budget: 'Money is short',
  rule: 'A rule is met',
};

/** One open alert: what it is, where to look, and who has seen it. */
export function AlertRow({ alert }: { alert: AlertView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const allowed = useAllowed('operator');
  const acknowledge = useMutation(
    trpc.alerts.acknowledge.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.alerts.list.queryKey() }),
    }),
  );
  const { icon: Icon, tone, word } = SEVERITIES[alert.severity];
  const place = placeOfAlert(alert);
  return (
    <li className="flex gap-2 border-line border-t px-3 py-2 first:border-t-0">
      <Icon className={cn('mt-0.5 size-4 shrink-0', tone)} aria-label={word} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="flex items-baseline justify-between gap-2 font-medium text-base text-ink">
          {TITLES[alert.kind]}
          <Ago at={alert.openedAt} className="shrink-0 font-normal text-ink-3 text-small" />
        </p>
        <p className="break-words text-ink-2 text-small">{alert.message}</p>
        {acknowledge.isError && (
          <p role="alert" className="text-fail text-small">
            {readProblem(acknowledge.error).message}
          </p>
        )}
        <div className="flex items-center gap-3 text-small">
          {place && (
            <Link href={place.href as Route} className="text-accent hover:underline">
              {place.words}
            </Link>
          )}
          {alert.acknowledgedBy !== null && (
            <span className="min-w-0 text-ink-3">
              Seen by <ActorName id={alert.acknowledgedBy} name={alert.acknowledgedByName ?? alert.acknowledgedBy} />
            </span>
          )}
          {alert.acknowledgedBy === null && allowed && (
            <Button variant="ghost" busy={acknowledge.isPending} onClick={() => acknowledge.mutate({ id: alert.id })}>
              <Check aria-hidden />
              Acknowledge
            </Button>
          )}
        </div>
      </div>
    </li>
  );
}
