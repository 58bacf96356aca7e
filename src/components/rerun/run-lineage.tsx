import type { Route } from 'next';
import Link from 'next/link';
import type { RunView } from '@/server/core/run/run-view.ts';
import { shortId } from '../short-id.ts';
import { RUN_LOOKS } from '../status/status-vocabulary.ts';

/** Children shown before the rest is counted. */
const SHOWN = 3;

/** Where a run came from, and which runs came from it. */
export function RunLineage({ run }: { run: RunView }) {
  const { parentRunId, lineage, rerunFrom, rerunSeq, children, startedBy } = run;
  return (
    <>
      {startedBy && (
        <Link
          href={`/runs/${startedBy.runId}?task=${encodeURIComponent(startedBy.taskId)}` as Route}
          className="text-accent text-small hover:underline"
        >
          task {startedBy.taskId} of {startedBy.runName}
        </Link>
      )}
      {parentRunId && lineage && (
        <Link href={`/runs/${parentRunId}`} className="text-accent text-small hover:underline">
          {lineage === 'fork' ? 'fork' : 'retry'} of {shortId(parentRunId)}
          {rerunSeq !== null && ` from its checkpoint at event ${rerunSeq}`}
          {rerunFrom && ` from ${rerunFrom}`}
        </Link>
      )}
      {parentRunId && lineage && (
        <Link href={`/runs/compare?left=${parentRunId}&right=${run.id}`} className="text-accent text-small hover:underline">
          compare
        </Link>
      )}
      {children.slice(0, SHOWN).map((child) => (
        <Link key={child.id} href={`/runs/${child.id}`} className="text-accent text-small hover:underline">
          {child.lineage === 'fork' ? 'forked' : 'retried'} as {shortId(child.id)} ({RUN_LOOKS[child.status].word.toLowerCase()})
        </Link>
      ))}
      {children.length > SHOWN && <span className="text-ink-3 text-small">and {children.length - SHOWN} more</span>}
    </>
  );
}
