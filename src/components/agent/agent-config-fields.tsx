'use client';
import type { UseFormReturn } from 'react-hook-form';
import { Field } from '../ui/field.tsx';
import { Input, Textarea } from '../ui/input.tsx';
import type { AgentForm, FormKind } from './agent-form.ts';

interface TextFieldProps {
  form: UseFormReturn<AgentForm>;
  name: keyof AgentForm;
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
        </>
      );
    case 'http':
      return (
        <>
          <AgentTextField form={form} name="url" label="Address" placeholder="http://127.0.0.1:8700/task" code />
          <AgentTextField form={form} name="headers" label="Headers" hint="Name: value, one per line." rows={2} code />
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
            hint="Name of a stored secret. Empty for servers without keys."
            code
          />
          <AgentTextField form={form} name="systemPrompt" label="System prompt" rows={3} />
        </>
      );
    case 'simulated':
      return (
        <div className="grid gap-4 sm:grid-cols-2">
          <AgentTextField form={form} name="latencyMs" label="Time per task, ms" />
          <AgentTextField form={form} name="failureRate" label="Share that fails, 0 to 1" />
        </div>
      );
    case 'worker':
      return null;
  }
}
