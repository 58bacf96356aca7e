'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import type { JsonValue } from '@/server/core/json.ts';
import type { PatchOperation } from '@/server/core/run/patch.ts';
import type { RunView } from '@/server/core/run/run-view.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { GraphDiff } from '../diff/graph-diff.tsx';
import { readProblem } from '../problem.ts';
import { ProblemLines } from '../problem-lines.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Input, Textarea } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { OPERATION_WORDS, OPERATIONS, type OperationForm, readOperation, startText } from './operation-form.ts';

interface PatchDialogProps {
  run: RunView;
  tasks: TaskSummary[];
  /** The task_id it begins with. */
  taskId: string | null;
  onClose(): void;
}

type Written = { [key: string]: JsonValue };

function writtenTasks(definition: JsonValue): Written[] {
  if (definition === null || typeof definition !== 'object' || Array.isArray(definition) || !Array.isArray(definition.tasks)) return [];
  return definition.tasks.filter((task): task is Written => task !== null && typeof task === 'object' && !Array.isArray(task));
}

const isOpen = ({ status, attempts }: TaskSummary) => (status === 'pending' || status === 'ready') && attempts.length === 0;

interface OperationFieldsProps {
  form: OperationForm;
  /** Tasks that may still be changed. */
  open: TaskSummary[];
  onEdit(change: Partial<OperationForm>): void;
}

/** What is to be changed, and into what. */
function OperationFields({ form, open, onEdit }: OperationFieldsProps) {
  const needsTask = form.op !== 'add';
  return (
    <>
      <SelectField
        label="Change"
        value={form.op}
        options={OPERATIONS.map((value) => ({ value, label: OPERATION_WORDS[value] }))}
        onChange={(op) => onEdit({ op })}
      />
      {needsTask && open.length === 0 && <p className="text-base text-ink-2">Every task of this run was begun.</p>}
      {needsTask && open.length > 0 && (
        <SelectField
          label="Task"
          value={form.taskId}
          options={open.map((task) => ({ value: task.taskId, label: task.name }))}
          onChange={(next) => onEdit({ taskId: next })}
        />
      )}
      {form.op === 'skip' && (
        <label className="flex items-center gap-2 text-base text-ink-2">
          <input type="checkbox" checked={form.goesOn} onChange={(event) => onEdit({ goesOn: event.target.checked })} />
          What waits for it goes on without it
        </label>
      )}
      {form.op === 'insert_approval' && (
        <Field label="What is to be approved">
          {(control) => (
            <Input {...control} value={form.title} maxLength={500} onChange={(event) => onEdit({ title: event.target.value })} />
          )}
        </Field>
      )}
      {form.op !== 'skip' && form.op !== 'insert_approval' && (
        <Field label={form.op === 'reroute' ? 'Waits for, JSON' : form.op === 'change_input' ? 'Input, JSON' : 'Task, JSON'}>
          {(control) => (
            <Textarea
              {...control}
              rows={8}
              className="font-mono text-small"
              value={form.text}
              onChange={(event) => onEdit({ text: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}

/** Changes the plan of a run that goes on: one operation, what it changes, and then the act. */
export function PatchDialog({ run, tasks, taskId, onClose }: PatchDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const open = tasks.filter(isOpen);
  const written = writtenTasks(run.definition);
  const [form, setForm] = useState<OperationForm>(() => {
    const first = open.find((task) => task.taskId === taskId) ?? open[0];
    return {
      op: first === undefined ? 'add' : 'skip',
      taskId: first?.taskId ?? '',
      text: startText('add', undefined),
      title: '',
      goesOn: true,
    };
  });
  const [fault, setFault] = useState<string | null>(null);
  const preview = useMutation(trpc.runPatches.preview.mutationOptions());
  const apply = useMutation(
    trpc.runPatches.change.mutationOptions({
      onSuccess: () => {
        toast.success('The plan of the run is changed.');
        void queryClient.invalidateQueries(trpc.runPatches.pathFilter());
        onClose();
      },
    }),
  );
  const edit = (change: Partial<OperationForm>) => {
    const next = { ...form, ...change };
    const fresh = change.op !== undefined || change.taskId !== undefined;
    setForm(
      fresh
        ? {
            ...next,
            text: startText(
              next.op,
              written.find(({ task_id: id }) => id === next.taskId),
            ),
          }
        : next,
    );
    setFault(null);
    preview.reset();
    apply.reset();
  };
  const withOperation = (act: (operation: PatchOperation) => void) => {
    const operation = readOperation(form, new Set(written.map(({ task_id: id }) => String(id))));
    if (typeof operation === 'string') setFault(operation);
    else act(operation);
  };
  const problem = apply.isError ? readProblem(apply.error) : preview.isError ? readProblem(preview.error) : null;
  const needsTask = form.op !== 'add';
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Change the plan of this run"
      size="lg"
      description="Tasks that were not begun can be changed while the run goes on. The workflow itself stays as it is."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Close
          </Button>
          {preview.data === undefined ? (
            <Button
              variant="primary"
              busy={preview.isPending}
              disabled={needsTask && open.length === 0}
              onClick={() => withOperation((operation) => preview.mutate({ runId: run.id, patch: { ops: [operation] } }))}
            >
              Show what changes
            </Button>
          ) : (
            <Button
              variant="primary"
              busy={apply.isPending}
              onClick={() =>
                withOperation((operation) => apply.mutate({ runId: run.id, patch: { ops: [operation] }, seen: preview.data.graphVersion }))
              }
            >
              Change the plan
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <OperationFields form={form} open={open} onEdit={edit} />
        {preview.data && <GraphDiff diff={preview.data.diff} before={run.definition} />}
        {(fault ?? problem) && (
          <div role="alert" className="text-base text-fail">
            {fault === null && problem ? <ProblemLines problem={problem} /> : <p>{fault}</p>}
          </div>
        )}
      </div>
    </Dialog>
  );
}
