'use client';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import type { ScheduleView } from '@/server/core/trigger/schedule.ts';
import { Loaded } from '../loaded.tsx';
import { shortId } from '../short-id.ts';
import { formatMoment } from '../time/format-time.ts';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { FIRE_LOOKS } from './rule-words.ts';

const SHOWN = 50;
const FRESH = { refetchOnMount: 'always' } as const;

/** What came of the last occurrences. */
export function FiresDialog({ schedule, onClose }: { schedule: ScheduleView; onClose(): void }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.schedules.fires.queryOptions({ id: schedule.id, limit: SHOWN }, FRESH));
  return (
    <Dialog open onOpenChange={onClose} title={schedule.name} description="What came of its last occurrences." size="md">
      <Loaded query={query} what="The occurrences" rows={3}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState icon={CalendarClock} title="It has not come yet">
              Every occurrence stands here with the run it started, or why it started none.
            </EmptyState>
          ) : (
            <RecordTable columns={['Planned', 'Outcome', 'Run']}>
              {data.map(({ id, plannedAt, status, reason }) => (
                <tr key={id}>
                  <Td className="whitespace-nowrap tabular-nums">{formatMoment(plannedAt.getTime(), schedule.timezone)}</Td>
                  <Td>
                    <Badge tone={FIRE_LOOKS[status].tone}>{FIRE_LOOKS[status].word}</Badge>
                  </Td>
                  <Td className="text-ink-3">
                    {status === 'started' ? (
                      <Link href={`/runs/${id}` as Route} prefetch={false} className="text-accent hover:underline">
                        {shortId(id)}
                      </Link>
                    ) : (
                      reason
                    )}
                  </Td>
                </tr>
              ))}
            </RecordTable>
          )
        }
      </Loaded>
    </Dialog>
  );
}
