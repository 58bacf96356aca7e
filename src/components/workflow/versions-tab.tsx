'use client';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import type { JsonValue } from '@/server/core/json.ts';
import type { WorkflowView } from '@/server/core/workflow/workflow-view.ts';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { GraphDiff } from '../diff/graph-diff.tsx';
import { readProblem } from '../problem.ts';
import { ActorName } from '../session/actor-name.tsx';
import { useAllowed } from '../session/session.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Select } from '../ui/select.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

type Name = number | 'draft';

const label = (name: Name) => (name === 'draft' ? 'Draft' : `Version ${name}`);
const nameOf = (text: string): Name => (text === 'draft' ? 'draft' : Number(text));

function useRollBack(workflow: WorkflowView, onDone: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.workflows.rollBack.mutationOptions({
      onSuccess: (view) => {
        queryClient.setQueryData(trpc.workflows.get.queryKey({ id: workflow.id }), view);
        void queryClient.invalidateQueries({ queryKey: ['workflows', 'pages'] });
        toast.success(`Version ${view.publishedVersion} is what runs now.`);
        onDone();
      },
    }),
  );
}

function VersionDiff({ id, from, to }: { id: string; from: Name; to: Name }) {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.workflows.compare.queryOptions({ id, from, to }), placeholderData: keepPreviousData });
  if (query.isPending) return <Skeleton className="skeleton-delay mt-3 w-1/2" />;
  if (query.isError) return <ErrorState what="The difference" problem={readProblem(query.error)} onRetry={() => void query.refetch()} />;
  return <GraphDiff diff={query.data.diff} after={query.data.after as unknown as JsonValue} />;
}

/** What was published when and by whom, what changed from one to the other, and the way back. */
export function VersionsTab({ workflow }: { workflow: WorkflowView }) {
  const mayWrite = useAllowed('operator');
  const { versions, publishedVersion, hasUnpublishedChanges } = workflow;
  const newest: Name = hasUnpublishedChanges ? 'draft' : (versions[0]?.version ?? 'draft');
  const [to, setTo] = useState<Name>(newest);
  const before = (name: Name): Name => {
    const at = name === 'draft' ? -1 : versions.findIndex(({ version }) => version === name);
    return versions[at + 1]?.version ?? name;
  };
  const [from, setFrom] = useState<Name>(before(newest));
  const [restoring, setRestoring] = useState<number | null>(null);
  const rollBack = useRollBack(workflow, () => setRestoring(null));
  if (versions.length === 0) {
    return (
      <EmptyState icon={History} title="Not published yet">
        Each time the draft is published, what runs from then on is kept here as a version.
      </EmptyState>
    );
  }
  const options = [
    { value: 'draft', label: 'Draft' },
    ...versions.map(({ version }) => ({ value: String(version), label: label(version) })),
  ];
  const show = (name: Name) => {
    setTo(name);
    setFrom(before(name));
  };
  return (
    <div className="flex min-h-0 flex-1">
      <ul aria-label="Versions" className="w-80 shrink-0 overflow-y-auto border-r">
        {versions.map(({ version, createdBy, createdByName, createdAt }) => (
          <li key={version} className={cn('flex items-center gap-2 border-b px-4 py-2', to === version && 'bg-raised')}>
            <button type="button" aria-pressed={to === version} onClick={() => show(version)} className="min-w-0 flex-1 text-left">
              <span className="flex items-center gap-2 font-medium text-base text-ink">
                {label(version)}
                {version === publishedVersion && <Badge tone="ok">runs</Badge>}
              </span>
              <span className="flex gap-1 truncate text-ink-3 text-small">
                <ActorName id={createdBy} name={createdByName} /> <Ago at={createdAt} />
              </span>
            </button>
            {mayWrite && version !== publishedVersion && <Button onClick={() => setRestoring(version)}>Roll back</Button>}
          </li>
        ))}
      </ul>
      <section aria-label="Difference" className="min-w-0 flex-1 overflow-y-auto px-6 py-3">
        {options.length > 2 || hasUnpublishedChanges ? (
          <>
            <div className="mb-2 flex items-center gap-2 text-base text-ink-2">
              From
              <Select label="From" value={String(from)} options={options} onChange={(next) => setFrom(nameOf(next))} />
              to
              <Select label="To" value={String(to)} options={options} onChange={(next) => setTo(nameOf(next))} />
            </div>
            <VersionDiff id={workflow.id} from={from} to={to} />
          </>
        ) : (
          <p className="text-base text-ink-2">This is the only version so far. What the next one changes is shown here.</p>
        )}
      </section>
      {restoring !== null && (
        <ConfirmDialog
          open
          onOpenChange={() => setRestoring(null)}
          title={`Roll back to version ${restoring}?`}
          consequence={`It is published again as version ${(publishedVersion ?? 0) + 1} and becomes the draft${hasUnpublishedChanges ? '; unpublished changes of the draft are lost' : ''}. Runs that go on keep their version.`}
          verb="Roll back"
          danger={hasUnpublishedChanges}
          mutation={rollBack}
          onConfirm={() => rollBack.mutate({ id: workflow.id, version: restoring, revision: workflow.revision })}
        />
      )}
    </div>
  );
}
