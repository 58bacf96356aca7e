'use client';
import { useQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import { useState } from 'react';
import { decisionRecordSchema } from '@/server/core/routing/decision-record.ts';
import { explainDecision } from '@/server/core/routing/explain-decision.ts';
import type { AttemptView } from '@/server/core/task/task-view.ts';
import { useAgentNames } from '../agent/use-agent-names.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { Select } from '../ui/select.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CandidateTable } from './candidate-table.tsx';

function Decision({ id }: { id: string }) {
  const trpc = useTRPC();
  const nameOf = useAgentNames();
  const query = useQuery(trpc.decisions.get.queryOptions({ id }));
  if (query.isPending) return <Skeleton className="skeleton-delay w-1/2" />;
  if (query.isError) return <ErrorState what="The decision" problem={readProblem(query.error)} onRetry={() => void query.refetch()} />;
  const record = decisionRecordSchema.safeParse(query.data.record);
  // A record of another version is shown as it is rather than guessed at.
  if (!record.success) return <JsonView value={query.data.record} label="Record" />;
  return (
    <>
      <ul className="flex list-disc flex-col gap-1 pl-4 text-base text-ink-2 marker:text-ink-3">
        {explainDecision(record.data, nameOf).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <CandidateTable record={record.data} nameOf={nameOf} />
      <details className="text-base">
        <summary className="rounded text-ink-3 text-small hover:text-ink">The whole record</summary>
        <div className="mt-2">
          <JsonView value={query.data.record} label="Record" />
        </div>
      </details>
    </>
  );
}

/** Why this agent: the decision behind each attempt, the newest first. */
export function DecisionPane({ attempts }: { attempts: AttemptView[] }) {
  const decided = attempts.filter(({ decisionId }) => decisionId !== null).toReversed();
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = decided.find(({ id }) => id === chosen) ?? decided[0];
  if (!shown?.decisionId) {
    return (
      <EmptyState icon={Scale} title="Nobody was chosen yet">
        Once the task is given to an agent, the reasons stand here: who could have taken it, how each scored, and who was left out.
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-4 p-4">
      {decided.length > 1 && (
        <Select
          label="Attempt"
          value={shown.id}
          onChange={setChosen}
          options={decided.map(({ id, number, agentName, agentId }) => ({ value: id, label: `#${number} to ${agentName ?? agentId}` }))}
          className="self-start"
        />
      )}
      <Decision id={shown.decisionId} />
    </div>
  );
}
