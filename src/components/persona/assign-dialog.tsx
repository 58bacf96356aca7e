'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { agentPages } from '../agent/agent-pages.ts';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { useTRPC, useTRPCClient } from '../trpc.tsx';
import { cn } from '../ui/class-names.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SelectField } from '../ui/select-field.tsx';

const SHOWN = 6;

interface RecommendationsProps {
  agentId: string;
  taskType: string;
  chosen: string;
  onChoose(personaId: string): void;
}

/** What suits the agent for a kind of task, best first; the parts of the score on hover. */
function Recommendations({ agentId, taskType, chosen, onChoose }: RecommendationsProps) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.personas.recommend.queryOptions({ agent_id: agentId, task_type: taskType, required_capabilities: [], limit: SHOWN }),
  );
  return (
    <Loaded query={query} what="The recommendation" rows={3}>
      {(found) => (
        <ul className="rounded-control border" aria-label={`Recommended for ${taskType}`}>
          {found.map(({ personaId, name, score, parts, samples }) => (
            <li key={personaId} className="border-b last:border-b-0">
              <button
                type="button"
                aria-pressed={personaId === chosen}
                onClick={() => onChoose(personaId)}
                title={Object.entries(parts)
                  .map(([part, value]) => `${part} ${value === null ? 'not known' : value.toFixed(2)}`)
                  .join(', ')}
                className={cn(
                  'flex h-8 w-full items-center gap-3 px-3 text-left text-base hover:bg-hover',
                  personaId === chosen && 'bg-raised',
                )}
              >
                <span className="min-w-0 flex-1 truncate text-ink">{name}</span>
                <span className="text-ink-3 text-small">{samples === 0 ? 'no outcomes' : `${samples} outcomes`}</span>
                <span className="w-10 text-right font-medium text-ink">{score.toFixed(2)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}

/** Gives an agent a persona; says what would suit it for a kind of task. */
export function AssignDialog({ personaId, onClose }: { personaId: string; onClose(): void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const agents = useInfiniteQuery(agentPages((input) => client.agents.list.query(input), { includeRetired: false })).data ?? [];
  const personas = useQuery(trpc.personas.analytics.queryOptions()).data?.personas ?? [];
  const types = useQuery(trpc.personas.coverage.queryOptions()).data?.taskTypes ?? [];
  const [chosen, setChosen] = useState(personaId);
  const [wantedAgent, setAgent] = useState('');
  const [wantedType, setType] = useState('');
  const agentId = wantedAgent || (agents[0]?.id ?? '');
  const taskType = wantedType || (types[0]?.name ?? '');
  const assign = useMutation(
    trpc.personas.assign.mutationOptions({
      onSuccess: ({ agentName, personaName }) => {
        toast.success(`${agentName} is ${personaName} now.`);
        void queryClient.invalidateQueries(trpc.personas.pathFilter());
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title="Assign a persona"
      description="In place of the one the agent has; what it learned there stays with that one."
      submit="Assign"
      busy={assign.isPending}
      fault={assign.isError ? readProblem(assign.error).message : null}
      onSubmit={() => agentId && assign.mutate({ agentId, persona_id: chosen })}
      onClose={onClose}
    >
      <SelectField
        label="Agent"
        value={agentId}
        options={agents.map((agent) => ({ value: agent.id, label: agent.name }))}
        onChange={setAgent}
      />
      <SelectField
        label="Persona"
        value={chosen}
        options={personas.map((each) => ({ value: each.id, label: each.name }))}
        onChange={setChosen}
      />
      {taskType !== '' && agentId !== '' && (
        <>
          <SelectField
            label="What would suit it for"
            value={taskType}
            options={types.map(({ name }) => ({ value: name, label: name }))}
            onChange={setType}
          />
          <Recommendations {...{ agentId, taskType, chosen }} onChoose={setChosen} />
        </>
      )}
    </FormDialog>
  );
}
