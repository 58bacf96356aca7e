'use client';
import type { ApprovalView } from '@/server/core/approval/approval-view.ts';
import { formatMoment } from '../time/format-time.ts';
import { Badge } from '../ui/badge.tsx';

const THEN = {
  approve: 'then it is approved by itself',
  reject: 'then it is rejected by itself',
  escalate: 'then only an admin may decide',
} as const;

/** What is asked, and until when. The words may come from an agent: they are text, nothing else. */
export function ApprovalQuestion({ approval }: { approval: ApprovalView }) {
  const { title, description, dueAt, escalatedAt, onDeadline } = approval;
  return (
    <div className="flex flex-col gap-1">
      <h3 className="break-words font-medium text-base text-ink">{title}</h3>
      {description && <p className="whitespace-pre-wrap break-words text-base text-ink-2">{description}</p>}
      {escalatedAt !== null && (
        <p>
          <Badge tone="wait">Overdue since {formatMoment(escalatedAt.getTime())}: an admin decides</Badge>
        </p>
      )}
      {escalatedAt === null && dueAt !== null && approval.status === 'open' && (
        <p className="text-ink-3 text-small">
          Until {formatMoment(dueAt.getTime())}; {THEN[onDeadline]}.
        </p>
      )}
    </div>
  );
}
