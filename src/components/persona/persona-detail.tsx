'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import { toast } from 'sonner';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { formatDuration } from '../time/format-time.ts';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { formatShare } from '../ui/format-share.ts';
import { Panel } from '../ui/panel.tsx';
import { ENOUGH } from './persona-row.tsx';
import { StyleBars } from './style-bars.tsx';

const PersonaDialog = dynamic(() => import('./persona-dialog.tsx').then((module) => module.PersonaDialog), { ssr: false });
const AssignDialog = dynamic(() => import('./assign-dialog.tsx').then((module) => module.AssignDialog), { ssr: false });

type Persona = RouterOutputs['personas']['get'];

function outcomeWords({ attempts, success, meanDurationMs, meanCostUsd }: Persona['outcomes']): string {
  if (success === null) return 'none verified yet';
  if (attempts < ENOUGH) return `not enough data: ${attempts} of ${ENOUGH} outcomes`;
  const rate = `${formatShare(success.value)} succeeded (90 % interval ${formatShare(success.low)} to ${formatShare(success.high)}), n = ${attempts}`;
  const time = meanDurationMs === null ? '' : `, ${formatDuration(meanDurationMs)} each`;
  return `${rate}${time}${meanCostUsd === null ? '' : `, $${meanCostUsd.toFixed(4)} each`}`;
}

interface HoldersProps {
  persona: Persona;
  mayAct: boolean;
  onTake(agent: Persona['assignments'][number]): void;
}

function Holders({ persona, mayAct, onTake }: HoldersProps) {
  if (persona.assignments.length === 0) return <p className="text-base text-ink-2">Nobody has it.</p>;
  return (
    <ul className="flex flex-col gap-1">
      {persona.assignments.map((assignment) => (
        <li key={assignment.agentId} className="flex min-h-7 items-center gap-3 text-base">
          <Link href={`/agents/${assignment.agentId}`} className="font-medium text-ink hover:underline">
            {assignment.agentName}
          </Link>
          <span className="min-w-0 flex-1 truncate text-ink-3" title={assignment.reason}>
            {assignment.reason}
          </span>
          {mayAct && (
            <Button variant="ghost" aria-label={`Unassign ${assignment.agentName}`} onClick={() => onTake(assignment)}>
              Unassign
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function DetailBody({ persona, mayAct, onTake }: HoldersProps) {
  const { definition, outcomes, style } = persona;
  return (
    <div className="flex flex-col gap-5 p-4">
      {definition.description && <p className="max-w-prose text-base text-ink-2">{definition.description}</p>}
      <StyleBars style={style} />
      <Facts
        rows={[
          ['Type', definition.type.replaceAll('_', ' ')],
          ['Adaptation', definition.adaptation_mode],
          [
            'Capabilities',
            definition.capabilities.map(({ name, proficiency }) => `${name} ${proficiency.toFixed(2)}`).join(', ') || 'none',
          ],
          ['Prefers', definition.preferred_task_types.join(', ') || 'no type of task'],
          ['Outcomes', outcomeWords(outcomes)],
        ]}
      />
      <section aria-label="Agents that have it">
        <h3 className="mb-1 font-medium text-ink-3 text-small">Agents that have it</h3>
        <Holders {...{ persona, mayAct, onTake }} />
      </section>
    </div>
  );
}

/** One persona: its style, what was measured, who has it, and the acts on it. */
export function PersonaDetail({ id }: { id: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayAct = useAllowed('operator');
  const query = useQuery(trpc.personas.get.queryOptions({ id }, { staleTime: 0 }));
  const [asked, setAsked] = useState<'edit' | 'assign' | 'delete' | null>(null);
  const [taking, setTaking] = useState<Persona['assignments'][number] | null>(null);
  const refresh = () => void queryClient.invalidateQueries(trpc.personas.pathFilter());
  const remove = useMutation(
    trpc.personas.remove.mutationOptions({
      onSuccess: () => {
        toast.success('The persona is deleted.');
        setAsked(null);
        refresh();
      },
    }),
  );
  const take = useMutation(
    trpc.personas.unassign.mutationOptions({
      onSuccess: () => {
        setTaking(null);
        refresh();
      },
    }),
  );
  const acts = mayAct && (
    <span className="flex gap-1.5">
      <Button onClick={() => setAsked('assign')}>
        <UserPlus aria-hidden />
        Assign
      </Button>
      <Button onClick={() => setAsked('edit')}>Edit</Button>
      <Button variant="danger" onClick={() => setAsked('delete')}>
        Delete
      </Button>
    </span>
  );
  return (
    <Panel title={query.data?.definition.name ?? id} aside={acts}>
      <Loaded query={query} what="The persona">
        {(persona) => (
          <>
            <DetailBody {...{ persona, mayAct }} onTake={setTaking} />
            {asked === 'edit' && <PersonaDialog persona={persona} onClose={() => setAsked(null)} />}
            {asked === 'assign' && <AssignDialog personaId={persona.id} onClose={() => setAsked(null)} />}
          </>
        )}
      </Loaded>
      {asked === 'delete' && (
        <ConfirmDialog
          open
          onOpenChange={() => setAsked(null)}
          title="Delete the persona?"
          consequence="What was measured of it is forgotten. A persona that an agent has cannot be deleted."
          verb="Delete"
          danger
          mutation={remove}
          onConfirm={() => remove.mutate({ id })}
        />
      )}
      {taking && (
        <ConfirmDialog
          open
          onOpenChange={() => setTaking(null)}
          title={`Take the persona from ${taking.agentName}?`}
          consequence="Routing then weighs it without one. What it learned in this persona stays and counts again when it takes it on once more."
          verb="Unassign"
          mutation={take}
          onConfirm={() => take.mutate({ agentId: taking.agentId })}
        />
      )}
    </Panel>
  );
}
