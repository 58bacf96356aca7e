'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { CalendarClock, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { ScheduleView } from '@/server/core/trigger/schedule.ts';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { keysetPages } from '../keyset-pages.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC, useTRPCClient } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { RecordTable } from '../ui/record-table.tsx';
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
      {change.isError && (
        <p role="alert" className="text-fail text-small">
          {readProblem(change.error).message}
        </p>
      )}
      <Loaded
        query={query}
        what="The schedules"
        rows={3}
        empty={
          <EmptyState icon={CalendarClock} title="No schedules yet" action={create || undefined}>
            A schedule starts runs by itself: at times by the clock of a zone, at an interval, or when an event or webhook comes.
          </EmptyState>
        }
      >
        {(schedules) => (
          <>
            <div className="flex justify-end">{create}</div>
            <RecordTable columns={['Name', 'Starts', 'Next', 'Last']} acts>
              {schedules.map((schedule) => (
                <ScheduleRow
                  key={schedule.id}
                  schedule={schedule}
                  own={workflowId !== null}
                  mayWrite={mayWrite}
                  onAct={(chosen) => act(schedule, chosen)}
                />
              ))}
            </RecordTable>
            <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
          </>
        )}
      </Loaded>
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
          mutation={remove}
          onConfirm={() => remove.mutate({ id: open.schedule.id })}
        />
      )}
    </section>
  );
}
