import type { Route } from 'next';
import Link from 'next/link';
import type { ScheduleView } from '@/server/core/trigger/schedule.ts';
import { formatMoment } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Td } from '../ui/table.tsx';
import { ruleWords } from './rule-words.ts';

export type ScheduleAct = 'edit' | 'fires' | 'pause' | 'remove';

interface ScheduleRowProps {
  schedule: ScheduleView;
  /** Of which workflow it is is said elsewhere. */
  own: boolean;
  mayWrite: boolean;
  onAct(act: ScheduleAct): void;
}

/** One schedule: when it comes, when next, and what may be done with it. */
export function ScheduleRow({ schedule, own, mayWrite, onAct }: ScheduleRowProps) {
  const { name, workflowId, workflowName, rule, timezone, paused, nextAt, lastAt } = schedule;
  return (
    <tr>
      <Td className="max-w-56">
        <span className="block truncate font-medium text-ink" title={name}>
          {name}
        </span>
        {!own && (
          <Link
            href={`/workflows/${workflowId}` as Route}
            prefetch={false}
            className="block truncate text-ink-3 text-small hover:underline"
          >
            {workflowName}
          </Link>
        )}
      </Td>
      <Td className="max-w-72 truncate" title={ruleWords(rule, timezone)}>
        {ruleWords(rule, timezone)}
      </Td>
      <Td className="whitespace-nowrap">
        {paused ? (
          <Badge tone="wait">paused</Badge>
        ) : nextAt === null ? (
          <span className="text-ink-3">on the event</span>
        ) : (
          formatMoment(nextAt.getTime(), timezone)
        )}
      </Td>
      <Td className="whitespace-nowrap text-ink-3">{lastAt ? <Ago at={lastAt} /> : 'never'}</Td>
      <Td>
        <span className="flex justify-end gap-1">
          <Button variant="ghost" aria-label={`Occurrences of ${name}`} onClick={() => onAct('fires')}>
            Occurrences
          </Button>
          {mayWrite && (
            <>
              <Button variant="ghost" aria-label={`${paused ? 'Resume' : 'Pause'} ${name}`} onClick={() => onAct('pause')}>
                {paused ? 'Resume' : 'Pause'}
              </Button>
              <Button variant="ghost" aria-label={`Change ${name}`} onClick={() => onAct('edit')}>
                Change
              </Button>
              <Button variant="danger" aria-label={`Remove ${name}`} onClick={() => onAct('remove')}>
                Remove
              </Button>
            </>
          )}
        </span>
      </Td>
    </tr>
  );
}
