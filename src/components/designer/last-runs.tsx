'use client';
import { ListTree, SquareChartGantt } from 'lucide-react';
import Link from 'next/link';
import { Loaded } from '../loaded.tsx';
import { shortId } from '../short-id.ts';
import { StatusMark } from '../status/status-mark.tsx';
import { RUN_LOOKS } from '../status/status-vocabulary.ts';
import { Ago } from '../time/time-text.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useLastRuns } from './use-last-runs.ts';

interface LastRunsProps {
  workflowId: string;
  /** Shows a run on the canvas; absent where that is not possible. */
  onShow?: ((runId: string) => void) | undefined;
}

/** The last runs of this workflow: each opens, and is shown on the canvas. */
export function LastRuns({ workflowId, onShow }: LastRunsProps) {
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
              <li key={run.id} className="flex items-center border-b hover:bg-hover">
                <Link href={`/runs/${run.id}`} data-row className="flex h-8.5 min-w-0 flex-1 items-center gap-3 px-4 text-base">
                  <StatusMark look={RUN_LOOKS[run.status]} />
                  <span className="min-w-0 flex-1 truncate text-ink-2">{run.name}</span>
                  <Ago at={run.createdAt} className="text-ink-3 text-small" />
                </Link>
                {onShow && (
                  <Button
                    variant="ghost"
                    size="icon"
                    aria-label={`Show ${run.name} ${shortId(run.id)} on the canvas`}
                    title="Show it on the canvas"
                    onClick={() => onShow(run.id)}
                    className="mr-2"
                  >
                    <SquareChartGantt aria-hidden />
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
