'use client';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import Link from 'next/link';
import { useShortcut } from '../keys/shortcuts.ts';
import { Loaded } from '../loaded.tsx';
import { StatusMark } from '../status/status-mark.tsx';
import { ATTEMPT_LOOKS } from '../status/status-vocabulary.ts';
import { Span } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { formatBucket } from './heatmap-scale.ts';

const SHOWN = 100;

interface CellAttemptsProps {
  cell: { agentId: string; at: number };
  agentName: string;
  bucketMs: number;
  onClose(): void;
}

/** The attempts behind one cell of the heatmap; each opens its task. */
export function CellAttempts({ cell, agentName, bucketMs, onClose }: CellAttemptsProps) {
  const trpc = useTRPC();
  const span = { from: new Date(cell.at), to: new Date(cell.at + bucketMs) };
  const query = useQuery(trpc.fleet.attempts.queryOptions({ agentId: cell.agentId, ...span, limit: SHOWN }, { staleTime: 0 }));
  useShortcut({ keys: 'Escape', label: 'Close the attempts', group: 'Page' }, onClose);
  const when = `${formatBucket(cell.at, bucketMs)} to ${formatBucket(cell.at + bucketMs, bucketMs)}`;
  const close = (
    <Button variant="ghost" size="icon" aria-label="Close the attempts" onClick={onClose}>
      <X aria-hidden />
    </Button>
  );
  return (
    <Panel title={`${agentName}, ${when}`} aside={close}>
      <Loaded query={query} what="The attempts">
        {({ data }) =>
          data.length === 0 ? (
            <p className="px-4 py-3 text-base text-ink-2">Nothing ran in this time.</p>
          ) : (
            <ul className="py-1">
              {data.map(({ id, runId, taskId, taskName, status, startedAt, endedAt }) => (
                <li key={id}>
                  <Link
                    href={runId === null ? '/runs' : `/runs/${runId}?task=${taskId}`}
                    className="grid h-7 grid-cols-[104px_minmax(0,1fr)_96px_64px] items-center gap-3 px-4 text-base text-ink-2 hover:bg-hover"
                  >
                    <StatusMark look={ATTEMPT_LOOKS[status]} />
                    <span className="truncate text-ink">{taskName ?? taskId}</span>
                    <span className="text-right">{startedAt ? formatBucket(startedAt.getTime(), 1) : '–'}</span>
                    <Span from={startedAt} to={endedAt} className="text-right" />
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}
