'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { CalendarClock, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { ScheduleView } from '@/server/core/trigger/schedule.ts';
import { flatten, keysetPages } from '../keyset-pages.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC, useTRPCClient } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog-lazy.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Table, Th } from '../ui/table.tsx';
import { SCHEDULES_KEY } from './schedule-key.ts';
import { type ScheduleAct, ScheduleRow } from './schedule-row.tsx';

const ScheduleDialog = dynamic(() => import('./schedule-dialog.tsx').then((module) => module.ScheduleDialog), { ssr: false });
const FiresDialog = dynamic(() => import('./fires-dialog.tsx').then((module) => module.FiresDialog), { ssr: false });

const PAGE = 50;
/** Runs that start move "last" and "next" of their schedules. */
const REFRESH_MS = 2_000;

type Open = { act: Exclude<ScheduleAct, 'pause'>; schedule: ScheduleView } | { act: 'create' };

/** Schedules, of one workflow or of all, and what may be done with them. */
export function ScheduleList({ workflowId = null }: { workflowId?: string | null }) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayWrite = useAllowed('operator');
  const [open, setOpen] = useState<Open | null>(null);
  const query = useInfiniteQuery(
    keysetPages([...SCHEDULES_KEY, workflowId], (after) =>
      client.schedules.list.query({ limit: PAGE, ...(after !== null && { after }), ...(workflowId !== null && { workflowId }) }),
    ),
  );
  useLiveRefresh('runs', [{ queryKey: SCHEDULES_KEY }], REFRESH_MS);
  const done = {
    onSuccess: () => {
      setOpen(null);
      void queryClient.invalidateQueries({ queryKey: SCHEDULES_KEY });
    },
  };
  const change = useMutation(trpc.schedules.change.mutationOptions(done));
  const remove = useMutation(trpc.schedules.remove.mutationOptions(done));
  const schedules = flatten(query.data);
  const act = (schedule: ScheduleView, chosen: ScheduleAct) => {
    if (chosen === 'pause') change.mutate({ id: schedule.id, change: { paused: !schedule.paused } });
    else setOpen({ act: chosen, schedule });
  };
  const create = mayWrite && (
    <Button variant="primary" onClick={() => setOpen({ act: 'create' })}>
      <Plus aria-hidden />
      New schedule
    </Button>
  );
  return (
    <section aria-label="Schedules" className="flex flex-col gap-2">
      {query.isPending && <SkeletonRows label="Loading schedules" rows={3} />}
      {query.isError && <ErrorState what="The schedules" problem={readProblem(query.error)} onRetry={() => void query.refetch()} />}
      {change.isError && (
        <p role="alert" className="text-fail text-small">
          {readProblem(change.error).message}
        </p>
      )}
      {query.isSuccess && schedules.length === 0 && (
        <EmptyState icon={CalendarClock} title="No schedules yet" action={create || undefined}>
          A schedule starts runs by itself: at times by the clock of a zone, at an interval, or when an event or webhook comes.
        </EmptyState>
      )}
      {schedules.length > 0 && (
        <>
          <div className="flex justify-end">{create}</div>
          <Table>
            <thead>
              <tr>
                <Th>Name</Th>
                <Th>Starts</Th>
                <Th>Next</Th>
                <Th>Last</Th>
                <Th>
                  <span className="sr-only">Acts</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {schedules.map((schedule) => (
                <ScheduleRow
                  key={schedule.id}
                  schedule={schedule}
                  own={workflowId !== null}
                  mayWrite={mayWrite}
                  onAct={(chosen) => act(schedule, chosen)}
                />
              ))}
            </tbody>
          </Table>
          <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
        </>
      )}
      {(open?.act === 'create' || open?.act === 'edit') && (
        <ScheduleDialog schedule={open.act === 'edit' ? open.schedule : null} workflowId={workflowId} onClose={() => setOpen(null)} />
      )}
      {open?.act === 'fires' && <FiresDialog schedule={open.schedule} onClose={() => setOpen(null)} />}
      {open?.act === 'remove' && (
        <ConfirmDialog
          open
          onOpenChange={() => setOpen(null)}
          title={`Remove ${open.schedule.name}?`}
          consequence="It starts no runs any more. Those that it started stay."
          verb="Remove"
          danger
          busy={remove.isPending}
          fault={remove.isError ? readProblem(remove.error).message : undefined}
          onConfirm={() => remove.mutate({ id: open.schedule.id })}
        />
      )}
    </section>
  );
}
