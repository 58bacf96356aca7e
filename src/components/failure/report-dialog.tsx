'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FAILURE_SEVERITIES, FAILURE_TYPES, type FailureSeverity, type FailureType } from '@/server/core/recovery/failure.ts';
import { readProblem } from '../problem.ts';
import { formatDuration } from '../time/format-time.ts';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Textarea } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { STRATEGY_WORDS, TYPE_WORDS } from './failure-words.ts';

type Handled = RouterOutputs['failures']['handle'];

const TYPES = FAILURE_TYPES.map((value) => ({ value, label: TYPE_WORDS[value] }));
const SEVERITIES = FAILURE_SEVERITIES.map((value) => ({ value, label: value }));

/** What was done about it, step by step. */
function HandledFailure({ handled, onClose }: { handled: Handled; onClose(): void }) {
  const { strategy, steps, tasksReassigned, recoveryMs, impact, recommendations } = handled;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={strategy === null ? 'Nothing could be done by itself' : `Done: ${STRATEGY_WORDS[strategy]}`}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-3 text-base text-ink-2">
        <p>
          {tasksReassigned === 1 ? '1 task was' : `${tasksReassigned} tasks were`} reassigned, within {formatDuration(recoveryMs)}.
          {impact.escalation !== null && ` A person is told: ${impact.escalation}.`}
        </p>
        {steps.length > 0 && (
          <ol className="list-decimal pl-5">
            {steps.map(({ what, strategy: tried, ok }) => (
              <li key={`${tried} ${what}`}>
                {what}
                {!ok && <span className="text-ink-3"> (the next was tried)</span>}
              </li>
            ))}
          </ol>
        )}
        {recommendations.length > 0 && (
          <ul className="list-disc pl-5">
            {recommendations.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

/** Somebody saw a failure that the detectors did not: it is recorded, and done about what the plan says. */
export function ReportDialog({ onClose }: { onClose(): void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const agents = useQuery(trpc.fleet.sleepers.queryOptions());
  const [type, setType] = useState<FailureType>('agent_unresponsive');
  const [severity, setSeverity] = useState<FailureSeverity>('medium');
  const [agentId, setAgentId] = useState('');
  const [message, setMessage] = useState('');
  const handle = useMutation(
    trpc.failures.handle.mutationOptions({ onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['failures', 'pages'] }) }),
  );
  if (handle.data !== undefined) return <HandledFailure handled={handle.data} onClose={onClose} />;
  const whom = [
    { value: '', label: 'No agent of its own' },
    ...(agents.data ?? []).map(({ agentId: value, name }) => ({ value, label: name })),
  ];
  const said = message.trim();
  return (
    <FormDialog
      title="Report a failure"
      description="What is done about it follows from its type and severity, at once and for real: an agent may lose its tasks, its slots, or be taken out."
      submit="Report"
      busy={handle.isPending}
      fault={handle.error && readProblem(handle.error).message}
      onSubmit={() =>
        handle.mutate({ failureType: type, severity, ...(agentId !== '' && { agentId }), ...(said !== '' && { errorMessage: said }) })
      }
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField label="Type" value={type} options={TYPES} onChange={setType} />
        <SelectField label="Severity" value={severity} options={SEVERITIES} onChange={setSeverity} />
      </div>
      <SelectField label="Agent" value={agentId} options={whom} onChange={setAgentId} />
      <Field label="What was seen" hint="Kept with the failure.">
        {(control) => (
          <Textarea {...control} rows={3} maxLength={2_000} value={message} onChange={(event) => setMessage(event.target.value)} />
        )}
      </Field>
    </FormDialog>
  );
}
