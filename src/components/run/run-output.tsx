'use client';
import type { JsonValue } from '@/server/core/json.ts';
import { type EventView, isLastEvent } from '@/server/core/run/event-view.ts';
import type { RunView } from '@/server/core/run/run-view.ts';
import { isTerminalRun } from '@/server/core/run/state.ts';
import { ArtifactList } from '../artifact/artifact-list.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { Panel } from '../ui/panel.tsx';

const isEmpty = (value: JsonValue) => value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** What went in, what came out, and the files that were left; with `event`, what there was of it after that. */
export function RunOutput({ run, event }: { run: RunView; event: EventView | undefined }) {
  const over = isTerminalRun(run.status) && (event === undefined || isLastEvent(event));
  return (
    <div className="flex flex-col gap-4 overflow-y-auto p-6">
      <Panel title="Output">
        <div className="p-4">
          {over && run.output ? (
            <JsonView value={run.output} label="Output" />
          ) : (
            <p className="text-base text-ink-2">
              {over ? 'The last tasks of the graph gave no output.' : 'The output stands here once the last tasks have finished.'}
            </p>
          )}
        </div>
      </Panel>
      <Panel title="Artifacts">
        <ArtifactList runId={run.id} asOf={event?.at ?? null} />
      </Panel>
      <Panel title="Input">
        <div className="p-4">
          {isEmpty(run.input) ? (
            <p className="text-base text-ink-2">It was given nothing.</p>
          ) : (
            <JsonView value={run.input} label="Input" />
          )}
        </div>
      </Panel>
    </div>
  );
}
