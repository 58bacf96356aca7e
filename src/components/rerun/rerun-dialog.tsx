'use client';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { JsonValue } from '@/server/core/json.ts';
import type { RunView } from '@/server/core/run/run-view.ts';
import { isTerminalRun } from '@/server/core/run/state.ts';
import { readProblem } from '../problem.ts';
import { ProblemLines } from '../problem-lines.tsx';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Textarea } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { RerunPreviewList } from './rerun-preview.tsx';
import { tasksOf } from './tasks-of-definition.ts';

interface RerunDialogProps {
  run: RunView;
  /** The task_id it begins from; null: whatever did not complete. */
  fromTask: string | null;
  /** The event of the run whose results are taken over; absent: those of now. */
  fromCheckpoint?: number;
  onClose(): void;
}

function readJson(text: string): { value: JsonValue } | null {
  try {
    return { value: JSON.parse(text) as JsonValue };
  } catch {
    return null;
  }
}

interface From {
  run: RunView;
  /** Empty: no task. */
  task: string;
  checkpoint: number | undefined;
  version: 'own' | 'newest';
}

/** From a task or a checkpoint it is a fork, which keeps the run as it is and the results before that; else a retry. */
function requestOf({ run, task, checkpoint, version }: From) {
  if (checkpoint !== undefined) return { id: run.id, kind: 'fork' as const, fromCheckpoint: checkpoint, version };
  return task === '' ? { id: run.id, kind: 'retry' as const, version } : { id: run.id, kind: 'fork' as const, fromTask: task, version };
}

function inputHint(task: string, checkpoint: number | undefined): string {
  if (checkpoint !== undefined) return 'Another input reaches only what runs again.';
  return task === '' ? 'With another input everything runs again.' : 'As the workflow defines it, with its references.';
}

/** Runs something again as a new run: from where, on which version, with which input; shows which tasks that means before it starts. */
export function RerunDialog({ run, fromTask, fromCheckpoint, onClose }: RerunDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const tasks = tasksOf(run.definition);
  const ended = isTerminalRun(run.status);
  const [from, setFrom] = useState(fromTask ?? (ended || fromCheckpoint !== undefined ? '' : (tasks[0]?.id ?? '')));
  const [version, setVersion] = useState<'own' | 'newest'>('own');
  const original = (task: string) => JSON.stringify(task === '' ? run.input : (tasks.find(({ id }) => id === task)?.input ?? {}), null, 2);
  const [text, setText] = useState(() => original(from));
  const request = requestOf({ run, task: from, checkpoint: fromCheckpoint, version });
  const changed = text !== original(from);
  const parsed = readJson(text);
  // Only whether there is another input decides what runs again, not which.
  const asked = { ...request, ...(changed && (from === '' ? { input: null } : { taskInput: {} })) };
  const preview = useQuery({ ...trpc.runs.previewRerun.queryOptions(asked), placeholderData: keepPreviousData });
  const rerun = useMutation(
    trpc.runs.rerun.mutationOptions({
      onSuccess: ({ runId }) => {
        router.push(`/runs/${runId}`);
        onClose();
      },
    }),
  );
  const choose = (task: string) => {
    setFrom(task);
    setText(original(task));
  };
  const problem = rerun.isError ? readProblem(rerun.error) : preview.isError ? readProblem(preview.error) : null;
  return (
    <FormDialog
      title={`Run "${run.name}" again`}
      description="A new run starts; this one stays as it is."
      size="md"
      submit={
        <>
          <RotateCcw aria-hidden />
          Start the run
        </>
      }
      busy={rerun.isPending || rerun.isSuccess}
      fault={problem && <ProblemLines problem={problem} />}
      onSubmit={() => {
        if (changed && parsed === null) return;
        const edit = changed && parsed !== null ? (from === '' ? { input: parsed.value } : { taskInput: parsed.value }) : {};
        rerun.mutate({ ...request, ...edit });
      }}
      onClose={onClose}
    >
      {fromCheckpoint === undefined ? (
        <SelectField
          label="From"
          hint={
            from === '' ? 'Results of tasks that completed are kept.' : 'Results before this task are kept; what follows it runs again.'
          }
          value={from}
          options={[
            ...(ended ? [{ value: '', label: 'Whatever did not complete' }] : []),
            ...tasks.map(({ id: value, name }) => ({ value, label: name })),
          ]}
          onChange={choose}
        />
      ) : (
        <p className="text-base text-ink-2">
          From event {fromCheckpoint} of {run.seq}: what was over then keeps its result, the rest runs again.
        </p>
      )}
      {run.workflowVersion !== null && (
        <SelectField
          label="Version"
          hint="On the newest version, tasks that changed since run again too."
          value={version}
          options={[
            { value: 'own', label: `The one that ran: v${run.workflowVersion}` },
            { value: 'newest', label: 'The newest published one' },
          ]}
          onChange={setVersion}
        />
      )}
      <Field
        label={from === '' ? 'Input of the run, JSON' : 'Input of the task, JSON'}
        hint={inputHint(from, fromCheckpoint)}
        {...(changed && parsed === null && { fault: 'This is not JSON.' })}
      >
        {(control) => (
          <Textarea {...control} rows={5} className="font-mono text-small" value={text} onChange={(event) => setText(event.target.value)} />
        )}
      </Field>
      {preview.isPending && <Skeleton className="skeleton-delay h-10 w-full" />}
      {preview.data && <RerunPreviewList preview={preview.data} />}
    </FormDialog>
  );
}
