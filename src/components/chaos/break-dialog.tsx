'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { injectFaultSchema } from '@/server/core/chaos/asked-fault.ts';
import { CHAOS_FAULTS, CHAOS_SECONDS, type ChaosFault, mayBeBroken } from '@/server/core/chaos/injection.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { FAULT_WORDS } from './fault-words.ts';

/** Agents to choose from: the first page of the fleet. */
const FLEET = { limit: 200 } as const;
const DURATIONS = [15, 60, 300, CHAOS_SECONDS.most] as const;
const secondsText = (seconds: number) => (seconds < 60 ? `${seconds} seconds` : seconds === 60 ? '1 minute' : `${seconds / 60} minutes`);

/** Chooses an agent, a fault and a time, and asks why. */
export function BreakDialog({ onClose }: { onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const fleet = useQuery(trpc.agents.list.queryOptions(FLEET));
  const agents = (fleet.data?.data ?? []).filter((agent) => agent.retiredAt === null && mayBeBroken(agent));
  const [chosen, setChosen] = useState('');
  const [fault, setFault] = useState<ChaosFault>('killed');
  const [seconds, setSeconds] = useState<string>(String(CHAOS_SECONDS.usual));
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const agentId = chosen || (agents[0]?.id ?? '');
  const inject = useMutation(
    trpc.chaos.inject.mutationOptions({
      onSuccess: (injection) => {
        toast.success(`${injection.agentName} is broken on purpose.`);
        void queryClient.invalidateQueries(trpc.chaos.pathFilter());
        onClose();
      },
      onError: (error) => setRefusal(readProblem(error).message),
    }),
  );
  const submit = () => {
    const parsed = injectFaultSchema.safeParse({ agent_id: agentId, fault, duration_seconds: Number(seconds), reason: reason.trim() });
    if (parsed.success) inject.mutate(parsed.data);
    else setRefusal(agentId === '' ? 'There is no agent that may be broken.' : 'Say why, in one line.');
  };
  return (
    <FormDialog
      title="Break something"
      description="A real fault, for a while, in an agent that nobody relies on: simulated ones and those of the demo."
      submit="Break it"
      busy={inject.isPending}
      fault={refusal}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectField
        label="Agent"
        hint={agents.length === 0 && fleet.isSuccess ? 'No simulated or demo agent is registered.' : undefined}
        value={agentId}
        options={agents.map((agent) => ({ value: agent.id, label: agent.name }))}
        onChange={setChosen}
      />
      <SelectField
        label="Fault"
        hint={FAULT_WORDS[fault].effect}
        value={fault}
        options={CHAOS_FAULTS.map((value) => ({ value, label: FAULT_WORDS[value].label }))}
        onChange={setFault}
      />
      <SelectField
        label="For"
        value={seconds}
        options={DURATIONS.map((value) => ({ value: String(value), label: secondsText(value) }))}
        onChange={setSeconds}
      />
      <Field label="Reason" hint="Kept in the audit and shown on the agent.">
        {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
    </FormDialog>
  );
}
