'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { toast } from 'sonner';
import { createPoolSchema, POOL_KINDS } from '@/server/core/scaling/pool.ts';
import { faultsOf } from '@/server/core/shape-words.ts';
import { AgentConfigFields, AgentTextField } from '../agent/agent-config-fields.tsx';
import { type AgentForm, EMPTY_AGENT_FORM, faultWords, registrationOf } from '../agent/agent-form.ts';
import { AGENT_KIND_LOOKS } from '../agent/agent-kind.ts';
import { showAgentFaults } from '../agent/show-agent-faults.ts';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { SizeFields } from './size-fields.tsx';
import { readSizes, type SizeForm, sizeForm } from './size-form.ts';

type Faults = Partial<Record<keyof SizeForm, string>>;

/** Describes what members are made of and how many there may be. */
export function CreatePoolDialog({ onClose }: { onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayCommand = useAllowed('admin');
  const kinds = POOL_KINDS.filter((kind) => kind !== 'command' || mayCommand);
  const form = useForm<AgentForm>({ defaultValues: { ...EMPTY_AGENT_FORM, kind: kinds[0] ?? 'openai' } });
  const watched = useWatch({ control: form.control, name: 'kind' });
  const kind = POOL_KINDS.find((each) => each === watched) ?? 'openai';
  const [sizes, setSizes] = useState(() => sizeForm(null));
  const [faults, setFaults] = useState<Faults>({});
  const [refusal, setRefusal] = useState<string | null>(null);
  const refuse = (found: readonly { path: string; message: string }[]) => setRefusal(showAgentFaults(form, found, faultWords) || null);
  const create = useMutation(
    trpc.pools.create.mutationOptions({
      onSuccess: (pool) => {
        toast.success(`Pool ${pool.name} is created.`);
        void queryClient.invalidateQueries(trpc.pools.pathFilter());
        onClose();
      },
      onError: (error) => {
        const problem = readProblem(error);
        if (problem.faults.length > 0) refuse(problem.faults);
        else setRefusal(problem.message);
      },
    }),
  );
  const submit = form.handleSubmit((values) => {
    form.clearErrors();
    setRefusal(null);
    const read = readSizes(sizes);
    setFaults('faults' in read ? read.faults : {});
    if ('faults' in read) return;
    const { name, capabilities, cost_per_task_usd, config } = registrationOf(values);
    const template = { capabilities, config, ...(cost_per_task_usd !== undefined && { cost_per_task_usd }) };
    const parsed = createPoolSchema.safeParse({ name, kind: values.kind, template, ...read.sizes });
    if (parsed.success) create.mutate(parsed.data);
    else refuse(faultsOf(parsed.error));
  });
  return (
    <FormDialog
      title="Create a pool"
      description="Its members are agents like any other, made and retired as the work asks for them."
      size="md"
      submit="Create"
      busy={create.isPending}
      fault={refusal}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-[1fr_150px_130px]">
        <AgentTextField form={form} name="name" label="Name" />
        <SelectField
          label="Kind"
          hint={kind === 'simulated' ? 'Does no real work.' : undefined}
          value={kind}
          options={kinds.map((value) => ({ value, label: AGENT_KIND_LOOKS[value].label }))}
          onChange={(value) => form.setValue('kind', value)}
        />
        <AgentTextField form={form} name="costPerTask" label="Price per task, $" hint="The cheapest pool that fits grows." />
      </div>
      <AgentTextField
        form={form}
        name="capabilities"
        label="Capabilities"
        hint="What tasks may ask for, by name; how well from 0 to 1 after a colon."
        placeholder="review, summarise:0.9"
      />
      <AgentConfigFields kind={kind} form={form} />
      <SizeFields form={sizes} onChange={(change) => setSizes((now) => ({ ...now, ...change }))} faultOf={(field) => faults[field]} />
    </FormDialog>
  );
}
