'use client';
import { useQuery } from '@tanstack/react-query';
import type { ComparedRow, ComparedTask } from '@/server/core/run/compare-runs.ts';
import { OutputView } from '../artifact/output-view.tsx';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

function Output({ task, label }: { task: ComparedTask | null; label: string }) {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.runs.task.queryOptions({ id: task?.id ?? '' }), enabled: task !== null });
  if (task === null) return <p className="text-base text-ink-2">This run does not have the task.</p>;
  if (query.isPending) return <Skeleton className="skeleton-delay w-1/2" />;
  if (query.isError) return <ErrorState what="The output" problem={readProblem(query.error)} onRetry={() => void query.refetch()} />;
  const { output, outputArtifactId, error } = query.data;
  if (error !== null) return <p className="break-words text-base text-fail">{`${error.code}: ${error.message}`}</p>;
  if (output === null && outputArtifactId === null) return <p className="text-base text-ink-2">It gave nothing.</p>;
  return <OutputView runId={query.data.runId} output={output} artifactId={outputArtifactId} label={label} />;
}

/** What a task gave in either run, side by side. */
export function ComparedOutputs({ row }: { row: ComparedRow }) {
  return (
    <section aria-label={`Outputs of ${row.name}`} className="mt-4">
      <h2 className="mb-1 font-semibold text-base text-ink">Outputs of {row.name}</h2>
      <div className="grid grid-cols-2 gap-4">
        <Output key={`left ${row.taskId}`} task={row.left} label="Left output" />
        <Output key={`right ${row.taskId}`} task={row.right} label="Right output" />
      </div>
    </section>
  );
}
