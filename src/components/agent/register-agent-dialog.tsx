'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { type UseFormReturn, useForm, useWatch } from 'react-hook-form';
import { registerAgentSchema } from '@/server/core/agent/agent.ts';
import type { AgentView } from '@/server/core/agent/agent-view.ts';
import { faultsOf } from '@/server/core/shape-words.ts';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { AgentFields } from './agent-fields.tsx';
import { type AgentForm, EMPTY_AGENT_FORM, FORM_KINDS, faultWords, registrationOf } from './agent-form.ts';
import { AGENT_KIND_LOOKS } from './agent-kind.ts';
import { FLEET_KEY } from './agent-pages.ts';
import { showAgentFaults, theirWords } from './show-agent-faults.ts';
import { TestCall } from './test-call.tsx';
import { WorkerSnippet } from './worker-snippet.tsx';

function KindPicker({ form }: { form: UseFormReturn<AgentForm> }) {
  const kind = useWatch({ control: form.control, name: 'kind' });
  const mayCommand = useAllowed('admin');
  return (
    <fieldset>
      <legend className="mb-1 font-medium text-ink-2 text-small">Kind</legend>
      <div className="grid grid-cols-5 gap-1.5">
        {FORM_KINDS.map((each) => {
          const { icon: Icon, label } = AGENT_KIND_LOOKS[each];
          return (
            <label
              key={each}
              className={cn(
                'flex flex-col items-center gap-1 rounded-control border px-2 py-2 text-small has-focus-visible:outline-2 has-focus-visible:outline-accent',
                kind === each ? 'border-ink bg-raised font-medium text-ink' : 'border-line text-ink-2 hover:bg-hover',
                each === 'command' && !mayCommand && 'pointer-events-none opacity-50',
              )}
            >
              <input
                type="radio"
                value={each}
                disabled={each === 'command' && !mayCommand}
                {...form.register('kind')}
                className="sr-only"
              />
              <Icon className="size-4" aria-hidden />
              {label}
            </label>
          );
        })}
      </div>
      <p className="mt-1.5 text-ink-3 text-small">
        {AGENT_KIND_LOOKS[kind].meaning}
        {!mayCommand && ' Only admins register command agents.'}
      </p>
    </fieldset>
  );
}

function RegistrationForm({ onClose, onRegistered }: { onClose(): void; onRegistered(agent: AgentView): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayCommand = useAllowed('admin');
  const form = useForm<AgentForm>({ defaultValues: { ...EMPTY_AGENT_FORM, kind: mayCommand ? 'command' : 'http' } });
  const kind = useWatch({ control: form.control, name: 'kind' });
  const [refusal, setRefusal] = useState<string | null>(null);
  const register = useMutation(
    trpc.agents.register.mutationOptions({
      onSuccess: (agent) => {
        void queryClient.invalidateQueries({ queryKey: FLEET_KEY });
        onRegistered(agent);
      },
      onError: (error) => {
        const { faults, message } = readProblem(error);
        setRefusal(faults.length > 0 ? showAgentFaults(form, faults, theirWords) : message);
      },
    }),
  );
  const parse = (values: AgentForm) => {
    setRefusal(null);
    form.clearErrors();
    const parsed = registerAgentSchema.safeParse(registrationOf(values));
    if (parsed.success) return parsed.data;
    setRefusal(showAgentFaults(form, faultsOf(parsed.error), faultWords));
    return null;
  };
  const submit = form.handleSubmit((values) => {
    const registration = parse(values);
    if (registration) register.mutate(registration);
  });
  const testTarget = () => {
    const registration = parse(form.getValues());
    return registration && { registration };
  };
  return (
    <FormDialog
      title="Register an agent"
      size="md"
      submit="Register"
      busy={register.isPending}
      fault={refusal}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <KindPicker form={form} />
      <AgentFields kind={kind} form={form} />
      {kind !== 'worker' && <TestCall target={testTarget} />}
    </FormDialog>
  );
}

/** Two steps: describe the agent, then see it answer. */
export function RegisterAgentDialog({ onClose }: { onClose(): void }) {
  const [agent, setAgent] = useState<AgentView | null>(null);
  if (agent === null) return <RegistrationForm onClose={onClose} onRegistered={setAgent} />;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`${agent.name} is registered`}
      description={
        agent.kind === 'worker' ? 'It takes tasks as soon as something asks for them in its name:' : 'It takes tasks from now on.'
      }
      footer={
        <>
          <Link href={`/agents/${agent.id}`} className={buttonClass({ variant: 'ghost' })}>
            Open the agent
          </Link>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      {agent.kind === 'worker' ? <WorkerSnippet agentId={agent.id} /> : <TestCall target={() => ({ id: agent.id })} />}
    </Dialog>
  );
}
