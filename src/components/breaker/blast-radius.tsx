import Link from 'next/link';
import type { BlastRadius } from '@/server/core/breaker/breaker-summary.ts';
import { Facts } from '../ui/facts.tsx';
import { plural } from '../ui/plural.ts';

/** What holding the resource back means for what stands in the queue now. */
export function BlastRadiusFacts({ radius, className }: { radius: BlastRadius; className?: string }) {
  const { inFlight, queuedTasks, wouldWait, waiting, runs, workflows } = radius;
  return (
    <div className={className}>
      <Facts
        rows={[
          ['Wait for it now', plural(waiting, 'task')],
          ['Queued for it', queuedTasks === 0 ? 'none' : `${plural(queuedTasks, 'task')}, ${wouldWait} of them for nobody else`],
          ['Under way', inFlight === 0 ? 'nothing' : `${plural(inFlight, 'attempt')}; they go on`],
          [
            'Would wait',
            runs.length === 0
              ? 'no run'
              : `${plural(
                  workflows.reduce((sum, each) => sum + each.runs, 0),
                  'run',
                )} of ${plural(workflows.length, 'workflow')}`,
          ],
        ]}
      />
      {runs.length > 0 && (
        <ul className="mt-2 flex flex-col gap-1 text-small">
          {runs.slice(0, 5).map(({ runId, name, tasks }) => (
            <li key={runId} className="flex items-center justify-between gap-3">
              <Link href={`/runs/${runId}`} className="truncate text-ink-2 hover:text-ink">
                {name}
              </Link>
              <span className="whitespace-nowrap text-ink-3">{plural(tasks, 'task')}</span>
            </li>
          ))}
          {runs.length > 5 && <li className="text-ink-3">and {runs.length - 5} more</li>}
        </ul>
      )}
    </div>
  );
}
