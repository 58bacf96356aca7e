'use client';
import { useQuery } from '@tanstack/react-query';
import { Download, FileText } from 'lucide-react';
import Link from 'next/link';
import type { ArtifactView } from '@/server/core/run/artifact-view.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { artifactUrl, formatBytes } from './artifact-file.ts';

/** What the page can show; the rest is for a download. */
const SHOWN = /^(text\/|application\/json)/;

function ArtifactRow({ artifact }: { artifact: ArtifactView }) {
  const { id, runId, name, mediaType, size, taskKey } = artifact;
  return (
    <li className="flex h-10 items-center gap-3 border-b px-4 text-base last:border-b-0">
      <FileText className="size-4 shrink-0 text-ink-3" aria-hidden />
      {SHOWN.test(mediaType) ? (
        <Link href={`/runs/${runId}/artifacts/${id}`} className="truncate font-medium text-ink hover:underline">
          {name}
        </Link>
      ) : (
        <span className="truncate font-medium text-ink">{name}</span>
      )}
      {taskKey && <span className="truncate text-ink-3">by {taskKey}</span>}
      <span className="ml-auto shrink-0 text-ink-3">{formatBytes(size)}</span>
      <a href={artifactUrl(id)} download className={buttonClass({ variant: 'ghost', size: 'icon' })} aria-label={`Download ${name}`}>
        <Download aria-hidden />
      </a>
    </li>
  );
}

interface ArtifactListProps {
  runId: string;
  taskId?: string;
  /** Only what was there by then; null: all there is. */
  asOf: Date | null;
}

/** Files that tasks left, of a whole run or of one task (by row id). */
export function ArtifactList({ runId, taskId, asOf }: ArtifactListProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.runs.artifacts.queryOptions({ runId, limit: 200, ...(taskId && { taskId }) }));
  if (query.isPending) return <Skeleton className="skeleton-delay m-4 w-1/2" />;
  if (query.isError) return <p className="p-4 text-base text-fail">{readProblem(query.error).message}</p>;
  const artifacts = query.data.data.filter(({ createdAt }) => asOf === null || createdAt <= asOf);
  if (asOf !== null && artifacts.length === 0) return <p className="p-4 text-base text-ink-2">No files were there by then.</p>;
  if (artifacts.length === 0)
    return <p className="p-4 text-base text-ink-2">No files. Agents leave them by an “artifacts” list in their result.</p>;
  return (
    <ul>
      {artifacts.map((artifact) => (
        <ArtifactRow key={artifact.id} artifact={artifact} />
      ))}
    </ul>
  );
}
