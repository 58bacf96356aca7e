'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import type { AgentView } from '@/server/core/agent/agent-view.ts';
import { changeAgentSchema, configSchemaOf } from '@/server/core/agent/change-agent.ts';
import { faultsOf } from '@/server/core/shape-words.ts';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { AgentFields } from './agent-fields.tsx';
import { type AgentForm, faultWords } from './agent-form.ts';
import { FLEET_KEY } from './agent-pages.ts';
import { changeOf, formOf } from './edit-agent.ts';
import { showAgentFaults, theirWords } from './show-agent-faults.ts';

/** Changes what is touched of an agent; calls under way keep what they began with. */
export function EditAgentDialog({ agent: shown, onClose }: { agent: AgentView; onClose(): void }) {
  // As it was when it was opened: what others change meanwhile is not ours to undo.
  const [agent] = useState(shown);
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayCommand = useAllowed('admin');
  const form = useForm<AgentForm>({ defaultValues: formOf(agent) });
  const [refusal, setRefusal] = useState<string | null>(null);
  const update = useMutation(
    trpc.agents.update.mutationOptions({
      onSuccess: (changed) => {
        queryClient.setQueryData(trpc.agents.get.queryKey({ id: agent.id }), changed);
        void queryClient.invalidateQueries({ queryKey: FLEET_KEY });
        toast.success(`${changed.name} is changed.`);
        onClose();
      },
      onError: (error) => {
        const { faults, message } = readProblem(error);
        setRefusal(faults.length > 0 ? showAgentFaults(form, faults, theirWords) || null : message);
      },
    }),
  );
  const submit = form.handleSubmit((values) => {
    setRefusal(null);
    form.clearErrors();
    const said = changeOf(agent, values);
    if (Object.keys(said).length === 0) return onClose();
    const change = changeAgentSchema.safeParse(said);
    const config = said.config === undefined ? null : configSchemaOf(agent.kind).safeParse(said.config);
    const faults = [...(change.error ? faultsOf(change.error) : []), ...(config?.error ? faultsOf(config.error, ['config']) : [])];
    if (change.success && faults.length === 0) update.mutate({ id: agent.id, change: change.data });
    else setRefusal(showAgentFaults(form, faults, faultWords) || null);
  });
  const locked = agent.kind === 'command' && !mayCommand ? 'How a command agent is started, only admins change.' : undefined;
  return (
    <FormDialog
      title={`Edit ${agent.name}`}
      description="Calls under way keep what they began with. What was hidden stays unless you type over it."
      size="md"
      submit="Save"
      busy={update.isPending}
      fault={refusal}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <AgentFields kind={agent.kind} form={form} locked={locked} />
    </FormDialog>
  );
}
