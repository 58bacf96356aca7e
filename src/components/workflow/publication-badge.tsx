import type { WorkflowSummary } from '@/server/core/workflow/workflow-view.ts';
import { Badge } from '../ui/badge.tsx';

/** What runs, and whether the draft has gone further. */
export function PublicationBadge({ workflow }: { workflow: Pick<WorkflowSummary, 'publishedVersion' | 'hasUnpublishedChanges'> }) {
  const { publishedVersion, hasUnpublishedChanges } = workflow;
  if (publishedVersion === null)
    return (
      <Badge tone="outline" className="justify-self-start">
        draft
      </Badge>
    );
  return (
    <span className="inline-flex items-center gap-1">
      <Badge tone="ok">published v{publishedVersion}</Badge>
      {hasUnpublishedChanges && <Badge tone="wait">draft differs</Badge>}
    </span>
  );
}
