'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pencil, Play, Power, Shuffle, Wrench } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { toast } from 'sonner';
import type { AgentView } from '@/server/core/agent/agent-view.ts';
import { AGENT_ACTS } from '@/server/core/agent/status.ts';
import { ConfirmDialog } from '../confirm-dialog-lazy.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { FLEET_KEY } from './agent-pages.ts';

const EditAgentDialog = dynamic(() => import('./edit-agent-dialog.tsx').then((module) => module.EditAgentDialog), { ssr: false });

type Act = 'drain' | 'activate' | 'retire' | 'redistribute';

const tasksInFlight = (agent: AgentView) => (agent.inFlight === 1 ? '1 task' : `${agent.inFlight} tasks`);

const ACTS = {
  drain: {
    verb: 'Drain',
    icon: Wrench,
    consequence: (agent: AgentView) =>
      `${agent.inFlight > 0 ? `${tasksInFlight(agent)} in flight may finish; nothing` : 'Nothing'} new is assigned to it until it is activated again.`,
  },
  activate: { verb: 'Activate', icon: Play, consequence: () => 'It takes new tasks at once.' },
  redistribute: {
    verb: 'Redistribute',
    icon: Shuffle,
    consequence: (agent: AgentView) =>
      `What it holds and has not begun goes to others that can take it. What nobody else can take ${agent.status === 'active' || agent.status === 'busy' ? 'stays with it' : 'goes back into the queue'}; what it works on is not touched.`,
  },
  retire: {
    verb: 'Retire',
    icon: Power,
    consequence: (agent: AgentView) =>
      agent.inFlight > 0
        ? `${tasksInFlight(agent)} in flight may finish, then it is retired for good. Its history stays.`
        : 'It is retired for good, at once. Its history stays.',
  },
} as const;

/** What the agent's state allows; an act whose aim is reached already is not offered. */
function offered(agent: AgentView): Act[] {
  const stored = agent.status === 'busy' ? 'active' : agent.status;
  const moves = (['activate', 'drain', 'retire'] as const).filter((act) => {
    const { from, to } = AGENT_ACTS[act];
    return to !== stored && (from as readonly string[]).includes(stored);
  });
  // Whoever is called begins what it is given at once.
  return agent.kind === 'worker' && agent.inFlight > 0 ? ['redistribute', ...moves] : moves;
}

/** Edit; redistribute, drain, activate and retire, each confirmed with its reach and a reason. */
export function AgentActions({ agent }: { agent: AgentView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const allowed = useAllowed('operator');
  const [asked, setAsked] = useState<Act | null>(null);
  const [editing, setEditing] = useState(false);
  const done = {
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: trpc.agents.get.queryKey({ id: agent.id }) });
      void queryClient.invalidateQueries({ queryKey: FLEET_KEY });
      if (asked && asked !== 'redistribute') toast.success(`${ACTS[asked].verb}: done for ${agent.name}.`);
      setAsked(null);
    },
  };
  const mutations = {
    drain: useMutation(trpc.agents.drain.mutationOptions(done)),
    activate: useMutation(trpc.agents.activate.mutationOptions(done)),
    retire: useMutation(trpc.agents.retire.mutationOptions(done)),
    redistribute: useMutation(
      trpc.load.redistribute.mutationOptions({
        onSuccess: ({ applied, returned, kept }) => {
          done.onSuccess();
          toast.success(`${applied} handed to others, ${returned.length} back in the queue, ${kept.length} kept.`);
        },
      }),
    ),
  };
  if (!allowed) return null;
  return (
    <>
      {agent.status !== 'inactive' && (
        <Button onClick={() => setEditing(true)}>
          <Pencil aria-hidden />
          Edit
        </Button>
      )}
      {editing && <EditAgentDialog agent={agent} onClose={() => setEditing(false)} />}
      {offered(agent).map((act) => {
        const { icon: Icon, verb } = ACTS[act];
        return (
          <Button key={act} variant={act === 'retire' ? 'danger' : 'secondary'} onClick={() => setAsked(act)}>
            <Icon aria-hidden />
            {verb}
          </Button>
        );
      })}
      {asked && (
        <ConfirmDialog
          open
          onOpenChange={() => setAsked(null)}
          title={`${ACTS[asked].verb} ${agent.name}?`}
          consequence={ACTS[asked].consequence(agent)}
          verb={ACTS[asked].verb}
          danger={asked === 'retire'}
          mutation={mutations[asked]}
          {...(asked !== 'redistribute' && { reasonLabel: 'Reason' })}
          onConfirm={(reason) =>
            asked === 'redistribute'
              ? mutations.redistribute.mutate({ id: agent.id })
              : mutations[asked].mutate({ id: agent.id, ...(reason && { reason }) })
          }
        />
      )}
    </>
  );
}
