'use client';
import type { UseFormReturn } from 'react-hook-form';
import { Field } from '../ui/field.tsx';
import { Input, Textarea } from '../ui/input.tsx';
import type { AgentForm, FormKind } from './agent-form.ts';

/** Fields that hold text. */
type TextName = { [K in keyof AgentForm]: AgentForm[K] extends string ? K : never }[keyof AgentForm];

interface TextFieldProps {
  form: UseFormReturn<AgentForm>;
  name: TextName;
  label: string;
  hint?: string;
  placeholder?: string;
  /** Lines; one makes an input. */
  rows?: number;
  code?: boolean;
}

/** One text field of the registration form, with its fault. */
export function AgentTextField({ form, name, label, hint, placeholder, rows = 1, code = false }: TextFieldProps) {
  const fault = form.formState.errors[name]?.message;
  const className = code ? 'font-mono text-small' : undefined;
  return (
    <Field label={label} {...(hint && { hint })} {...(fault && { fault })}>
      {(control) =>
        rows > 1 ? (
          <Textarea {...control} {...form.register(name)} rows={rows} placeholder={placeholder} className={className} />
        ) : (
          <Input {...control} {...form.register(name)} placeholder={placeholder} className={className} />
        )
      }
    </Field>
  );
}

/** Whether it takes part in what the fleet remembers. */
function MemoryField({ form }: { form: UseFormReturn<AgentForm> }) {
  return (
    <label className="flex items-start gap-2 text-base text-ink-2">
      <input type="checkbox" {...form.register('memory')} className="mt-1 accent-ink" />
      <span>Remembers: it is told what is known about its task, and its results are kept.</span>
    </label>
  );
}

type TimeField = 'connectSeconds' | 'firstByteSeconds' | 'idleSeconds' | 'totalSeconds' | 'progressSeconds';

const TIMES: Record<TimeField, { label: string; hint: string }> = {
  connectSeconds: { label: 'To connect, s', hint: 'Empty: 5.' },
  firstByteSeconds: { label: 'To the first byte, s', hint: 'Empty: 60.' },
  idleSeconds: { label: 'Without a byte, s', hint: 'Then it counts as hung. Empty: 30, for commands never.' },
  totalSeconds: { label: 'In all, s', hint: "Empty: the task's own timeout." },
  progressSeconds: {
    label: 'Without progress, s',
    hint: 'It promises to report progress more often; work that stands still for so long is ended. Empty: it promises nothing.',
  },
};

/** How long this kind may take; folded away, for most agents need none of it. */
function TimeFields({ form, names }: { form: UseFormReturn<AgentForm>; names: readonly TimeField[] }) {
  const faulty = names.some((name) => form.formState.errors[name] !== undefined);
  return (
    <details open={faulty || undefined}>
      <summary className="cursor-pointer text-base text-ink-2">How long it may take</summary>
      <div className="grid gap-4 pt-3 sm:grid-cols-2">
        {names.map((name) => (
          <AgentTextField key={name} form={form} name={name} {...TIMES[name]} />
        ))}
      </div>
    </details>
  );
}

/** How the model answers and what it costs; folded away, for most need none of it. */
function ModelFields({ form }: { form: UseFormReturn<AgentForm> }) {
  const { errors } = form.formState;
  const faulty = errors.temperature ?? errors.maxOutputTokens ?? errors.inputPrice ?? errors.outputPrice;
  return (
    <details open={faulty !== undefined || undefined}>
      <summary className="cursor-pointer text-base text-ink-2">How it answers and what it costs</summary>
      <div className="grid gap-4 pt-3 sm:grid-cols-2">
        <AgentTextField form={form} name="temperature" label="Temperature" hint="Empty: the server's." />
        <AgentTextField form={form} name="maxOutputTokens" label="Output tokens at most" hint="Empty: the server's." />
        <AgentTextField form={form} name="inputPrice" label="Input, $ per million tokens" hint="Empty: its cost is not known." />
        <AgentTextField form={form} name="outputPrice" label="Output, $ per million tokens" />
      </div>
    </details>
  );
}

/** What goes with every request, and how long it may take. */
function RequestFields({ form, names }: { form: UseFormReturn<AgentForm>; names: readonly TimeField[] }) {
  return (
    <>
      <AgentTextField form={form} name="headers" label="Headers" hint="Name: value, one per line." rows={2} code />
      <TimeFields form={form} names={names} />
    </>
  );
}

const OVER_NETWORK = ['connectSeconds', 'firstByteSeconds', 'idleSeconds', 'totalSeconds'] as const;

/** The fields that only this kind has. */
export function AgentConfigFields({ kind, form }: { kind: FormKind; form: UseFormReturn<AgentForm> }) {
  switch (kind) {
    case 'command':
      return (
        <>
          <AgentTextField
            form={form}
            name="argv"
            label="Program and arguments"
            hint="One per line, started as they stand: no shell, a clean environment."
            placeholder={'node\nagents/review.mjs'}
            rows={3}
            code
          />
          <AgentTextField form={form} name="cwd" label="Working directory" hint="Empty: where Agent Hive is installed." code />
          <AgentTextField form={form} name="env" label="Environment" hint="NAME=value, one per line, beside the clean one." rows={2} code />
          <TimeFields form={form} names={['idleSeconds', 'totalSeconds']} />
          <MemoryField form={form} />
        </>
      );
    case 'http':
      return (
        <>
          <AgentTextField form={form} name="url" label="Address" placeholder="http://127.0.0.1:8700/task" code />
          <RequestFields form={form} names={[...OVER_NETWORK, 'progressSeconds']} />
          <MemoryField form={form} />
        </>
      );
    case 'openai':
      return (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <AgentTextField form={form} name="baseUrl" label="Base address" placeholder="http://127.0.0.1:11434/v1" code />
            <AgentTextField form={form} name="model" label="Model" code />
          </div>
          <AgentTextField
            form={form}
            name="apiKeySecret"
            label="Key"
            hint="Name of a secret that an admin has stored in the settings. Empty for servers without keys."
            code
          />
          <AgentTextField form={form} name="systemPrompt" label="System prompt" rows={3} />
          <ModelFields form={form} />
          <TimeFields form={form} names={OVER_NETWORK} />
          <MemoryField form={form} />
        </>
      );
    case 'a2a':
      return (
        <>
          <AgentTextField
            form={form}
            name="cardUrl"
            label="Card"
            hint="Its address, or that of a server that has it at the usual place."
            placeholder="http://127.0.0.1:8700/.well-known/agent-card.json"
            code
          />
          <RequestFields form={form} names={OVER_NETWORK} />
          <MemoryField form={form} />
        </>
      );
    case 'mcp':
      return (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <AgentTextField form={form} name="url" label="Address" placeholder="http://127.0.0.1:8700/mcp" code />
            <AgentTextField form={form} name="tool" label="Tool" hint="Gets the task's input as its arguments." code />
          </div>
          <RequestFields form={form} names={OVER_NETWORK} />
        </>
      );
    case 'simulated':
      return (
        <div className="grid gap-4 sm:grid-cols-2">
          <AgentTextField form={form} name="latencyMs" label="Time per task, ms" />
          <AgentTextField form={form} name="failureRate" label="Share that fails, 0 to 1" />
          <AgentTextField form={form} name="latencyJitter" label="Time varies by, 0 to 1" hint="Empty: not at all." />
          <AgentTextField form={form} name="quality" label="Quality it claims, 0 to 1" hint="Empty: 1." />
          <AgentTextField form={form} name="seed" label="Seed" hint="With one, an attempt always ends the same way." />
        </div>
      );
    case 'worker':
      return (
        <>
          <TimeFields form={form} names={['progressSeconds']} />
          <MemoryField form={form} />
        </>
      );
  }
}
