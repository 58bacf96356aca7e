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
import { inputSkeleton, readJson } from '../workflow/input-skeleton.ts';

interface RunDraftDialogProps {
  name: string;
  definition: JsonValue;
  onClose(): void;
}

/** Runs what stands on the canvas, stored or not, and goes to the run. */
export function RunDraftDialog({ name, definition, onClose }: RunDraftDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const [text, setText] = useState(() => inputSkeleton(definition));
  const execute = useMutation(trpc.runs.execute.mutationOptions({ onSuccess: ({ runId }) => router.push(`/runs/${runId}`) }));
  const input = readJson(text);
  const problem = execute.isError ? readProblem(execute.error) : null;
  return (
    <FormDialog
      title={`Run ${name}`}
      description="The draft runs as it stands here, published or not."
      submit={
        <>
          <Play aria-hidden />
          Run
        </>
      }
      busy={execute.isPending || execute.isSuccess}
      fault={problem && <ProblemLines problem={problem} />}
      onSubmit={() => input && execute.mutate({ definition, input: input.value })}
      onClose={onClose}
    >
      <Field label="Input, JSON" hint="Tasks read it as ${input.name}." {...(!input && { fault: 'This is not JSON.' })}>
        {(control) => (
          <Textarea {...control} rows={8} value={text} onChange={(event) => setText(event.target.value)} className="font-mono text-small" />
        )}
      </Field>
    </FormDialog>
  );
}
