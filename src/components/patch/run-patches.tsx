'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { GitPullRequestArrow } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { toast } from 'sonner';
import type { PatchView } from '@/server/core/run/patch.ts';
import type { RunView } from '@/server/core/run/run-view.ts';
import { isTerminalRun } from '@/server/core/run/state.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { GraphDiff } from '../diff/graph-diff.tsx';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { OPERATION_WORDS } from './operation-form.ts';

const PatchDialog = dynamic(() => import('./patch-dialog.tsx').then((module) => module.PatchDialog), { ssr: false });

const TONES = { proposed: 'wait', applied: 'ok', reverted: 'plain', refused: 'plain' } as const;

function PatchCard({ patch, mayAct, newest }: { patch: PatchView; mayAct: boolean; newest: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const after = {
    onError: (error: unknown) => void toast.error(readProblem(error).message),
    onSettled: () => void queryClient.invalidateQueries(trpc.runPatches.pathFilter()),
  };
  const accept = useMutation(trpc.runPatches.accept.mutationOptions(after));
  const refuse = useMutation(trpc.runPatches.refuse.mutationOptions(after));
  const revert = useMutation(trpc.runPatches.revert.mutationOptions(after));
  const { id, runId, status, version, note } = patch;
  return (
    <li className="flex flex-col gap-2 border-b px-6 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-base">
        <Badge tone={TONES[status]}>{status}</Badge>
        {version !== null && <span className="font-medium text-ink">graph {version}</span>}
        <span className="text-ink-2">
          {patch.ops.length === 0 ? 'no operation' : patch.ops.map(({ op }) => OPERATION_WORDS[op].toLowerCase()).join(', ')}
        </span>
        <span className="text-ink-3">
          {patch.proposedByTask === null ? 'by' : `proposed by ${patch.proposedByTask},`} {patch.createdByName} <Ago at={patch.createdAt} />
        </span>
        {patch.proposedByTask !== null && patch.decidedByName && status !== 'proposed' && (
          <span className="text-ink-3">
            {status === 'refused' ? 'refused' : 'accepted'} by {patch.decidedByName}
          </span>
        )}
        {patch.revertedByName && <span className="text-ink-3">reverted by {patch.revertedByName}</span>}
        <span className="ml-auto flex gap-2">
          {mayAct && status === 'proposed' && (
            <>
              <Button busy={refuse.isPending} onClick={() => refuse.mutate({ runId, id })}>
                Refuse
              </Button>
              <Button variant="primary" busy={accept.isPending} onClick={() => accept.mutate({ runId, id })}>
                Accept
              </Button>
            </>
          )}
          {mayAct && status === 'applied' && newest && (
            <Button busy={revert.isPending} onClick={() => revert.mutate({ runId, id })}>
              Revert
            </Button>
          )}
        </span>
      </div>
      {note && <p className="break-words text-base text-ink-2">{note}</p>}
      {patch.diff ? (
        <GraphDiff diff={patch.diff} />
      ) : (
        patch.ops.length > 0 && (
          <pre className="overflow-x-auto rounded-control bg-raised p-2 font-mono text-small">{JSON.stringify(patch.ops, null, 2)}</pre>
        )
      )}
    </li>
  );
}

/** How the plan of the run was changed while it ran, what agents propose, and the way to change it. */
export function RunPatches({ run, tasks, selected }: { run: RunView; tasks: TaskSummary[]; selected: string | null }) {
  const trpc = useTRPC();
  const mayAct = useAllowed('operator') && !isTerminalRun(run.status);
  const [changing, setChanging] = useState(false);
  const query = useQuery(trpc.runPatches.list.queryOptions({ runId: run.id }));
  return (
    <Loaded query={query} what="The changes" rows={12}>
      {(patches) => {
        const newest = patches.find(({ status }) => status === 'applied')?.id;
        const change = mayAct && <Button onClick={() => setChanging(true)}>Change the plan</Button>;
        return (
          <div className="min-h-0 flex-1 overflow-y-auto">
            {patches.length === 0 ? (
              <EmptyState icon={GitPullRequestArrow} title="The plan is as it began" action={change}>
                While a run goes on, tasks that were not begun can be skipped, replaced, rerouted or put behind an approval. Agents may
                propose changes, too.
              </EmptyState>
            ) : (
              <>
                <div className="flex justify-end px-6 py-2">{change}</div>
                <ul>
                  {patches.map((patch) => (
                    <PatchCard key={patch.id} patch={patch} mayAct={mayAct} newest={patch.id === newest} />
                  ))}
                </ul>
              </>
            )}
            {changing && <PatchDialog run={run} tasks={tasks} taskId={selected} onClose={() => setChanging(false)} />}
          </div>
        );
      }}
    </Loaded>
  );
}
