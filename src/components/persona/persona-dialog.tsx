'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { ADAPTATION_MODES, createPersonaSchema, PERSONA_TYPES, STYLES } from '@/server/core/persona/persona.ts';
import { faultsOf } from '@/server/core/shape-words.ts';
import { readProblem } from '../problem.ts';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input, Textarea } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { definitionOf, type PersonaForm, personaForm } from './persona-form.ts';

type Persona = RouterOutputs['personas']['get'];

const TYPES = PERSONA_TYPES.map((value) => ({ value, label: value.replaceAll('_', ' ') }));
const MODES = ADAPTATION_MODES.map((value) => ({ value, label: value }));

function Slider({ label, value, onChange }: { label: string; value: number; onChange(value: number): void }) {
  return (
    <label className="grid grid-cols-[140px_minmax(0,1fr)_36px] items-center gap-3 text-base text-ink-2">
      {label}
      <input
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
        className="accent-accent"
      />
      <span className="text-right text-ink">{value.toFixed(2)}</span>
    </label>
  );
}

interface FieldsProps {
  form: PersonaForm;
  isNew: boolean;
  set(change: Partial<PersonaForm>): void;
}

function PersonaFields({ form, isNew, set }: FieldsProps) {
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Name">
          {(control) => <Input {...control} value={form.name} onChange={(event) => set({ name: event.target.value })} />}
        </Field>
        <Field label="Id" {...(isNew && { hint: 'Small letters, digits, "_" and "-"; it stays.' })}>
          {(control) => <Input {...control} disabled={!isNew} value={form.id} onChange={(event) => set({ id: event.target.value })} />}
        </Field>
        <SelectField label="Type" value={form.type} options={TYPES} onChange={(type) => set({ type })} />
        <SelectField
          label="Adaptation"
          value={form.adaptationMode}
          options={MODES}
          onChange={(adaptationMode) => set({ adaptationMode })}
        />
      </div>
      <Field label="Description">
        {(control) => (
          <Textarea {...control} rows={2} value={form.description} onChange={(event) => set({ description: event.target.value })} />
        )}
      </Field>
      <Field label="Capabilities" hint="Names with commas between them; how well from 0 to 1 after a colon.">
        {(control) => <Input {...control} value={form.capabilities} onChange={(event) => set({ capabilities: event.target.value })} />}
      </Field>
      <Field label="Preferred types of task" hint="Names with commas between them.">
        {(control) => <Input {...control} value={form.taskTypes} onChange={(event) => set({ taskTypes: event.target.value })} />}
      </Field>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1 font-medium text-ink-2 text-small">Style</legend>
        {STYLES.map((name) => (
          <Slider key={name} label={name} value={form.style[name]} onChange={(value) => set({ style: { ...form.style, [name]: value } })} />
        ))}
      </fieldset>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1 font-medium text-ink-2 text-small">Preferences</legend>
        <Slider label="speed to accuracy" value={form.accuracy} onChange={(accuracy) => set({ accuracy })} />
        <Slider label="tolerance of risk" value={form.risk} onChange={(risk) => set({ risk })} />
      </fieldset>
    </>
  );
}

/** Makes a persona, or changes one; somebody else's change in between is not overwritten. */
export function PersonaDialog({ persona, onClose }: { persona: Persona | null; onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [form, setForm] = useState(() => personaForm(persona));
  const [fault, setFault] = useState<string | null>(null);
  const done = {
    onSuccess: () => {
      toast.success(`${form.name} is saved.`);
      void queryClient.invalidateQueries(trpc.personas.pathFilter());
      onClose();
    },
    onError: (error: unknown) => {
      const { faults, message } = readProblem(error);
      setFault(faults.map(({ path, message: said }) => `${path.replace(/^definition\./, '')}: ${said}`).join('; ') || message);
    },
  };
  const create = useMutation(trpc.personas.create.mutationOptions(done));
  const update = useMutation(trpc.personas.update.mutationOptions(done));
  const submit = () => {
    setFault(null);
    const parsed = createPersonaSchema.safeParse({ id: form.id.trim(), ...(definitionOf(form, persona?.definition ?? null) as object) });
    if (!parsed.success) {
      setFault(
        faultsOf(parsed.error)
          .map(({ path, message }) => `${path}: ${message}`)
          .join('; '),
      );
      return;
    }
    const { id, ...definition } = parsed.data;
    if (persona === null) create.mutate({ id, ...definition });
    else update.mutate({ id: persona.id, definition, version: persona.version });
  };
  return (
    <FormDialog
      title={persona === null ? 'Create a persona' : `Edit ${persona.definition.name}`}
      size="md"
      submit={persona === null ? 'Create' : 'Save'}
      busy={create.isPending || update.isPending}
      fault={fault}
      onSubmit={submit}
      onClose={onClose}
    >
      <PersonaFields form={form} isNew={persona === null} set={(change) => setForm((now) => ({ ...now, ...change }))} />
    </FormDialog>
  );
}
