'use client';
import { useMutation } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { JsonValue } from '@/server/core/json.ts';
import { readProblem } from '../problem.ts';
import { ProblemLines } from '../problem-lines.tsx';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Textarea } from '../ui/input.tsx';
import { inputSkeleton, readJson } from './input-skeleton.ts';

interface RunWorkflowDialogProps {
  id: string;
  name: string;
  /** What will run: the published version, else the draft. */
  definition: JsonValue;
  what: string;
  onClose(): void;
}

/** Starts a run with an input and goes to it. */
export function RunWorkflowDialog({ id, name, definition, what, onClose }: RunWorkflowDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const [text, setText] = useState(() => inputSkeleton(definition));
  const [touched, setTouched] = useState(false);
  const execute = useMutation(trpc.runs.execute.mutationOptions({ onSuccess: ({ runId }) => router.push(`/runs/${runId}`) }));
  const input = readJson(text);
  const problem = execute.isError ? readProblem(execute.error) : null;
  return (
    <FormDialog
      title={`Run ${name}`}
      description={what}
      submit={
        <>
          <Play aria-hidden />
          Run
        </>
      }
      busy={execute.isPending || execute.isSuccess}
      fault={problem && <ProblemLines problem={problem} />}
      onSubmit={() => {
        setTouched(true);
        if (input) execute.mutate({ workflowId: id, input: input.value });
      }}
      onClose={onClose}
    >
      <Field label="Input, JSON" hint="Tasks read it as ${input.name}." {...(touched && !input && { fault: 'This is not JSON.' })}>
        {(control) => (
          <Textarea
            {...control}
            rows={8}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onBlur={() => setTouched(true)}
            className="font-mono text-small"
          />
        )}
      </Field>
    </FormDialog>
  );
}
