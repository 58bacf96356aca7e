'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlertSeverity } from '@/server/core/alert/alert.ts';
import type { AlertMeasure, AlertSide, RuleCondition } from '@/server/core/alert/alert-rule.ts';
import type { BurnTarget } from '@/server/core/alert/burn-rate.ts';
import type { TargetName } from '@/server/core/metrics/targets.ts';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { Field } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Input } from '../ui/input.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { BURN_OPTIONS, MEASURES, RULE_OPTIONS, SEVERITY_OPTIONS, SIDE_OPTIONS, TARGET_OPTIONS, thresholdOf } from './alert-words.ts';

const PERIODS = [
  { value: '0', label: 'At once' },
  { value: '60', label: 'After a minute' },
  { value: '300', label: 'After 5 minutes' },
  { value: '1800', label: 'After half an hour' },
] as const;
const RESTS = [
  { value: '60', label: 'A minute' },
  { value: '600', label: '10 minutes' },
  { value: '3600', label: 'An hour' },
  { value: '86400', label: 'A day' },
] as const;

const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

const conditionOf = (
  kind: RuleCondition['kind'],
  chosen: { measure: AlertMeasure; side: AlertSide; threshold: number; target: TargetName; burning: BurnTarget },
): RuleCondition => {
  if (kind === 'target') return { kind, target: chosen.target };
  if (kind === 'burn_rate') return { kind, target: chosen.burning };
  return { kind, measure: chosen.measure, side: chosen.side, threshold: chosen.threshold };
};

/** What a rule asks, as it is being chosen. `threshold` is NaN while nothing sensible is typed. */
function useCondition(first: AlertMeasure) {
  const [kind, setKind] = useState<RuleCondition['kind']>('measure');
  const [measure, setMeasure] = useState<AlertMeasure>(first);
  const [side, setSide] = useState<AlertSide>('above');
  const [typed, setTyped] = useState('');
  const [target, setTarget] = useState<TargetName>('task_assignment_latency_ms');
  const [burning, setBurning] = useState<BurnTarget>('workflow_completion_rate');
  const condition = conditionOf(kind, { measure, side, threshold: thresholdOf(measure, number(typed)), target, burning });
  const wrong = condition.kind === 'measure' && !(condition.threshold >= 0);
  const fields = (sent: boolean) => (
    <>
      <SelectField label="Opens when" value={kind} onChange={setKind} options={RULE_OPTIONS} />
      {kind === 'measure' && (
        <>
          <SelectField label="Measure" value={measure} onChange={setMeasure} options={MEASURES} />
          <SelectField label="Is" value={side} onChange={setSide} options={SIDE_OPTIONS} />
          <Field
            label="Threshold"
            hint={MEASURES.find(({ value }) => value === measure)?.hint}
            {...(sent && wrong && { fault: 'A number from 0 on.' })}
          >
            {(control) => <Input {...control} inputMode="decimal" value={typed} onChange={(event) => setTyped(event.target.value)} />}
          </Field>
        </>
      )}
      {kind === 'target' && (
        <SelectField
          label="Target"
          hint="As the newest minute that was measured says."
          value={target}
          onChange={setTarget}
          options={TARGET_OPTIONS}
        />
      )}
      {kind === 'burn_rate' && (
        <SelectField
          label="Target"
          hint="14.4 times too fast over an hour and 5 minutes, or 6 times over 6 hours and 30 minutes; nothing below 20 events."
          value={burning}
          onChange={setBurning}
          options={BURN_OPTIONS}
        />
      )}
    </>
  );
  return { condition, wrong, fields };
}

interface CreateRuleDialogProps {
  /** What the form begins with. */
  measure?: AlertMeasure;
  onClose(): void;
}

/** Makes a rule that opens an alert. */
export function CreateRuleDialog({ measure = 'queue_age_seconds', onClose }: CreateRuleDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const { condition, wrong, fields } = useCondition(measure);
  const [severity, setSeverity] = useState<AlertSeverity>('warning');
  const [wait, setWait] = useState<(typeof PERIODS)[number]['value']>('60');
  const [rest, setRest] = useState<(typeof RESTS)[number]['value']>('600');
  const [sent, setSent] = useState(false);
  const create = useMutation(
    trpc.alerts.createRule.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.alerts.rules.queryFilter());
        onClose();
      },
    }),
  );
  const nameless = name.trim() === '';
  return (
    <FormDialog
      title="Add a rule"
      submit="Add"
      busy={create.isPending}
      fault={create.isError ? readProblem(create.error).message : undefined}
      onSubmit={() => {
        setSent(true);
        if (nameless || wrong) return;
        create.mutate({ name: name.trim(), ...condition, severity, for_seconds: Number(wait), cooldown_seconds: Number(rest) });
      }}
      onClose={onClose}
    >
      <Field label="Name" hint="What the alert begins with." {...(sent && nameless && { fault: 'Fill this in.' })}>
        {(control) => <Input {...control} required maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      {fields(sent)}
      <SelectField label="Severity" value={severity} onChange={setSeverity} options={SEVERITY_OPTIONS} />
      <SelectField label="After it is met" value={wait} onChange={setWait} options={PERIODS} />
      <SelectField label="Then rests for" value={rest} onChange={setRest} options={RESTS} />
    </FormDialog>
  );
}
