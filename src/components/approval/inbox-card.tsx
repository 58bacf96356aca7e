import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { shortId } from '../short-id.ts';
import { Ago } from '../time/time-text.tsx';
import { Badge } from '../ui/badge.tsx';

interface InboxCardProps {
  kind: 'approval' | 'review';
  runId: string;
  runName: string;
  taskKey: string;
  taskName: string;
  openedAt: Date;
  children: ReactNode;
}

const KINDS = { approval: 'Approval', review: 'Review' } as const;

/** One thing that waits for a person, with the run and task it belongs to. */
export function InboxCard({ kind, runId, runName, taskKey, taskName, openedAt, children }: InboxCardProps) {
  return (
    <li className="flex flex-col gap-3 rounded-panel border bg-panel p-4">
      <h2 className="flex items-center gap-2 text-ink-3 text-small">
        <Badge tone={kind === 'approval' ? 'accent' : 'outline'}>{KINDS[kind]}</Badge>
        <Link
          href={`/runs/${runId}?task=${encodeURIComponent(taskKey)}` as Route}
          prefetch={false}
          className="min-w-0 truncate hover:text-ink hover:underline"
        >
          {runName} / {taskName}
        </Link>
        <span className="shrink-0 font-mono" title={runId}>
          {shortId(runId)}
        </span>
        <Ago at={openedAt} className="ml-auto shrink-0" />
      </h2>
      {children}
    </li>
  );
}
