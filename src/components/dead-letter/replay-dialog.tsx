'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JsonValue } from '@/server/core/json.ts';
import type { DeadLetterView } from '@/server/core/recovery/dead-letter-view.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Textarea } from '../ui/input.tsx';
import { Select } from '../ui/select.tsx';

/** Agents offered; a fleet beyond that is asked for by name over the API. */
const OFFERED = 200;

interface ReplayProps {
  letters: DeadLetterView[];
  onClose(): void;
  onDone(): void;
}

function parseInput(text: string): { value: JsonValue } | null {
  try {
    return { value: JSON.parse(text) as JsonValue };
  } catch {
    return null;
  }
}

/** Starts the runs of dead letters again; one letter may get another input, or another agent. */
export function ReplayDialog({ letters, onClose, onDone }: ReplayProps) {
  const trpc = useTRPC();
  const single = letters.length === 1 ? letters[0] : undefined;
  const original = single === undefined ? '' : JSON.stringify(single.input, null, 2);
  const [reason, setReason] = useState('');
  const [input, setInput] = useState(original);
  const [agentId, setAgentId] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const agents = useQuery({ ...trpc.agents.list.queryOptions({ limit: OFFERED }), enabled: single !== undefined });
  const replay = useMutation(trpc.deadLetters.replay.mutationOptions({ onSuccess: onDone }));
  const choices = [
    { value: '', label: 'Whoever suits best' },
    ...(agents.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const submit = () => {
    const parsed = input === original ? undefined : parseInput(input);
    const wrong = reason.trim() === '' ? 'Say why: the reason is kept with the letter.' : parsed === null ? 'The input is not JSON.' : null;
    setFault(wrong);
    if (wrong !== null) return;
    replay.mutate({
      taskIds: letters.map(({ taskId }) => taskId),
      reason: reason.trim(),
      ...(parsed && { input: parsed.value }),
      ...(agentId !== '' && { agentId }),
    });
  };
  return (
    <FormDialog
      title={single === undefined ? `Replay ${letters.length} dead letters` : `Replay "${single.taskName}"`}
      description="A new run takes over what was completed and does the rest again."
      size="md"
      submit="Replay"
      busy={replay.isPending}
      fault={fault ?? (replay.isError ? readProblem(replay.error).message : undefined)}
      onSubmit={submit}
      onClose={onClose}
    >
      {single !== undefined && (
        <>
          <Field label="Input" hint="As the workflow defines it, with its references.">
            {(control) => (
              <Textarea {...control} rows={6} className="font-mono" value={input} onChange={(event) => setInput(event.target.value)} />
            )}
          </Field>
          <Field label="Agent" hint="Another one is preferred, and the one that held it last is left out.">
            {({ id }) => <Select id={id} label="Agent" value={agentId} options={choices} onChange={setAgentId} />}
          </Field>
        </>
      )}
      <Field label="Reason" hint="Kept in the activity log.">
        {(control) => <Textarea {...control} rows={2} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
    </FormDialog>
  );
}
