'use client';
import { useQuery } from '@tanstack/react-query';
import { isTerminalTask } from '@/server/core/task/state.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { ArtifactList } from '../artifact/artifact-list.tsx';
import { OutputView } from '../artifact/output-view.tsx';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

/** What the task was given, what it gave back, and what it left; with `asOf`, what there was of it then. */
export function TaskData({ task, asOf }: { task: TaskSummary; asOf: Date | null }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.runs.task.queryOptions({ id: task.id }));
  if (query.isPending) return <Skeleton className="skeleton-delay m-4 w-1/2" />;
  if (query.isError) return <ErrorState what="The task's data" problem={readProblem(query.error)} onRetry={() => void query.refetch()} />;
  const { input, output, outputArtifactId } = query.data;
  const over = isTerminalTask(task.status);
  return (
    <div className="flex flex-col gap-4 p-4">
      <section className="flex flex-col gap-1.5">
        <h3 className="font-medium text-ink-3 text-small">Output</h3>
        {over && (output !== null || task.status === 'completed') ? (
          <OutputView runId={task.runId} output={output} artifactId={outputArtifactId} label="Output" />
        ) : (
          <p className="text-base text-ink-2">{over ? 'It gave none.' : 'Not there yet.'}</p>
        )}
      </section>
      <section className="flex flex-col gap-1.5">
        <h3 className="font-medium text-ink-3 text-small">Input, references as written</h3>
        <JsonView value={input} label="Input" />
      </section>
      <section className="flex flex-col gap-1.5">
        <h3 className="font-medium text-ink-3 text-small">Artifacts</h3>
        <div className="rounded-control border">
          <ArtifactList runId={task.runId} taskId={task.id} asOf={asOf} />
        </div>
      </section>
    </div>
  );
}
