'use client';
import type { RunView } from '@/server/core/run/run-view.ts';
import { isTerminalRun } from '@/server/core/run/state.ts';
import { ArtifactList } from '../artifact/artifact-list.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { Panel } from '../ui/panel.tsx';

/** What went in, what came out, and the files that were left. */
export function RunOutput({ run }: { run: RunView }) {
  return (
    <div className="flex flex-col gap-4 overflow-y-auto p-6">
      <Panel title="Artifacts">
        <ArtifactList runId={run.id} />
      </Panel>
      <Panel title="Output">
        <div className="p-4">
          {run.output ? (
            <JsonView value={run.output} label="Output" />
          ) : (
            <p className="text-base text-ink-2">
              {isTerminalRun(run.status)
                ? 'The last tasks of the graph gave no output.'
                : 'The output stands here once the last tasks have finished.'}
            </p>
          )}
        </div>
      </Panel>
      <Panel title="Input">
        <div className="p-4">
          <JsonView value={run.input} label="Input" />
        </div>
      </Panel>
    </div>
  );
}
