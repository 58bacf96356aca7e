'use client';
import { ListTree } from 'lucide-react';
import Link from 'next/link';
import { Loaded } from '../loaded.tsx';
import { StatusMark } from '../status/status-mark.tsx';
import { RUN_LOOKS } from '../status/status-vocabulary.ts';
import { Ago } from '../time/time-text.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useLastRuns } from './use-last-runs.ts';

/** The last runs of this workflow. */
export function LastRuns({ workflowId }: { workflowId: string }) {
  const query = useLastRuns(workflowId);
  return (
    <Loaded query={query} what="The runs">
      {({ data: runs }) =>
        runs.length === 0 ? (
          <EmptyState icon={ListTree} title="It never ran">
            Run it with Ctrl Enter: what stands here runs, published or not.
          </EmptyState>
        ) : (
          <ul aria-label="Last runs">
            {runs.map((run) => (
              <li key={run.id}>
                <Link href={`/runs/${run.id}`} data-row className="flex h-8.5 items-center gap-3 border-b px-4 text-base hover:bg-hover">
                  <StatusMark look={RUN_LOOKS[run.status]} />
                  <span className="min-w-0 flex-1 truncate text-ink-2">{run.name}</span>
                  <Ago at={run.createdAt} className="text-ink-3 text-small" />
                </Link>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
