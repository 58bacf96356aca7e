'use client';
import { History } from 'lucide-react';
import type { RunView } from '@/server/core/run/run-view.ts';
import { ForkFrom } from '../rerun/rerun-from-here.tsx';
import { formatClock } from '../time/format-time.ts';
import { Button } from '../ui/button.tsx';
import { RunCheckpoints } from './run-checkpoints.tsx';
import type { Scrub } from './use-scrub.ts';

/**
 * A slider over the events of the run: graph, timeline, tasks and events show it as it stood after the chosen one, and a new run can begin
 * from there.
 */
export function RunScrubber({ scrub, run }: { scrub: Scrub; run: RunView }) {
  const { seq, event, read, setSeq } = scrub;
  const last = run.seq;
  if (seq === null) {
    return (
      <div className="flex shrink-0 border-t px-4 py-1.5">
        <Button variant="ghost" onClick={() => setSeq(last)}>
          <History aria-hidden />
          Look back, fork from a checkpoint
        </Button>
      </div>
    );
  }
  const said = event ? `${event.type}${event.taskKey ? ` ${event.taskKey}` : ''}` : '';
  return (
    <section aria-label="Look back" className="flex shrink-0 flex-wrap items-center gap-3 border-t bg-panel px-4 py-1.5 text-base">
      <RunCheckpoints runId={run.id} last={last} seq={seq} onChoose={setSeq} />
      <input
        type="range"
        aria-label="Event of the run"
        aria-valuetext={event ? `event ${seq} of ${last}, ${said}` : `event ${seq} of ${last}`}
        min={1}
        max={last}
        step={1}
        value={seq}
        onChange={(change) => setSeq(Number(change.target.value))}
        className="min-w-40 flex-1 accent-accent"
      />
      <span className="w-24 shrink-0 text-right text-ink-3">
        {seq} of {last}
      </span>
      <span className="w-64 shrink-0 truncate text-ink-2" title={said}>
        {event ? (
          <>
            <span className="font-mono text-small">{formatClock(event.at.getTime())}</span> {said}
          </>
        ) : (
          read < seq && `Reading events, ${read} so far…`
        )}
      </span>
      {seq < last && <ForkFrom run={run} checkpoint={seq} />}
      <Button onClick={() => setSeq(null)}>Back to now</Button>
    </section>
  );
}
