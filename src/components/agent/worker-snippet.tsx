'use client';
import { useSyncExternalStore } from 'react';
import { CopyButton } from '../ui/copy-button.tsx';

const never = () => () => {};

function snippet(origin: string, agentId: string): string {
  return `export HIVE_URL=${origin}/api/v1/orchestration
export HIVE_KEY=hive_...            # an operator key from Settings
while true; do
  TASK=$(curl -sf -X POST "$HIVE_URL/agents/${agentId}/claim" \\
    -H "Authorization: Bearer $HIVE_KEY" -H 'Content-Type: application/json' \\
    -d '{"max":1,"wait_seconds":20}') || { sleep 2; continue; }
  ID=$(jq -r '.data[0].task_id // empty' <<<"$TASK"); [ -n "$ID" ] || continue
  jq '{fence: .data[0].fence, status: "completed", output: {echo: .data[0].input}}' <<<"$TASK" |
    curl -sf -X POST "$HIVE_URL/tasks/$ID/complete" \\
      -H "Authorization: Bearer $HIVE_KEY" -H 'Content-Type: application/json' -d @-
done`;
}

/** A worker that can be pasted into a shell: it claims, answers with what it got, and asks again. */
export function WorkerSnippet({ agentId }: { agentId: string }) {
  const origin = useSyncExternalStore(
    never,
    () => window.location.origin,
    () => '',
  );
  const code = snippet(origin, agentId);
  return (
    <div className="relative">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto rounded-control border bg-page p-3 pr-10 font-mono text-ink-2 text-small">
        {code}
      </pre>
      <CopyButton value={code} label="Copy the worker loop" className="absolute top-1.5 right-1.5" />
    </div>
  );
}
