import type { AlertSeverity } from '@/server/core/alert/alert.ts';
import { type AlertMeasure, type AlertSide, type AlertState, isAlertState, type RuleCondition } from '@/server/core/alert/alert-rule.ts';
import { BURN_TARGETS, type BurnTarget } from '@/server/core/alert/burn-rate.ts';
import type { MailSecurity } from '@/server/core/alert/receiver.ts';
import { CATALOGUE, MEASURE_NAMES, type Unit } from '@/server/core/metrics/catalogue.ts';
import { TARGET_DEFINITIONS, TARGETS, type TargetName } from '@/server/core/metrics/targets.ts';

export const RULE_OPTIONS: readonly { value: RuleCondition['kind']; label: string }[] = [
  { value: 'measure', label: 'A measure is beyond a threshold' },
  { value: 'target', label: 'A target is missed' },
  { value: 'burn_rate', label: 'The allowance of a target burns too fast' },
];

const targetLabel = (name: TargetName) => CATALOGUE[TARGET_DEFINITIONS[name].metric].label;
const optionsOf = <T extends TargetName>(names: readonly T[]) => names.map((value) => ({ value, label: targetLabel(value) }));
export const TARGET_OPTIONS: readonly { value: TargetName; label: string }[] = optionsOf(TARGETS);
export const BURN_OPTIONS: readonly { value: BurnTarget; label: string }[] = optionsOf(BURN_TARGETS);

export const SECURITY_OPTIONS: readonly { value: MailSecurity; label: string; port: number }[] = [
  { value: 'starttls', label: 'STARTTLS', port: 587 },
  { value: 'tls', label: 'TLS from the start', port: 465 },
  { value: 'none', label: 'In the clear, without a password', port: 25 },
];

interface MeasureOption {
  value: AlertMeasure;
  label: string;
  hint: string;
}

const STATES: readonly (MeasureOption & { value: AlertState })[] = [
  { value: 'queue_age_seconds', label: 'Wait of the first in line', hint: 'Seconds.' },
  { value: 'failure_rate', label: 'Failing attempts', hint: 'Percent of the attempts of the last 15 minutes; nothing below 20 of them.' },
  { value: 'breakers_open', label: 'Open breakers', hint: 'A number; 0 tells of the first.' },
  { value: 'dead_letters', label: 'Dead letters that wait', hint: 'A number; 0 tells of the first.' },
  { value: 'agents_degraded', label: 'Degraded agents', hint: 'A number; 0 tells of the first.' },
];

const UNIT_HINTS: Record<Unit, string> = {
  ms: 'Milliseconds',
  ratio: 'Percent',
  percent: 'Percent',
  per_second: 'Per second',
  count: 'A number in a minute',
};

/** What people call the same is told apart: there are shares and numbers of runs that completed. */
const inUnit = (label: string, unit: Unit) => (unit === 'count' ? `${label}, number` : label);

export const MEASURES: readonly MeasureOption[] = [
  ...STATES,
  ...MEASURE_NAMES.map((value) => {
    const { label, unit } = CATALOGUE[value];
    return { value, label: inUnit(label, unit), hint: `${UNIT_HINTS[unit]}, as the newest minute that was measured says.` };
  }),
];

export const SIDE_OPTIONS: readonly { value: AlertSide; label: string }[] = [
  { value: 'above', label: 'Above' },
  { value: 'below', label: 'Below' },
];

export const SEVERITY_OPTIONS: readonly { value: AlertSeverity; label: string }[] = [
  { value: 'info', label: 'Info' },
  { value: 'warning', label: 'Warning' },
  { value: 'critical', label: 'Critical' },
];

const unitOf = (measure: AlertMeasure): Unit | null => (isAlertState(measure) ? null : CATALOGUE[measure].unit);
const isShare = (measure: AlertMeasure) => measure === 'failure_rate' || unitOf(measure) === 'ratio';

/** A share is typed and shown in percent. */
export const thresholdOf = (measure: AlertMeasure, typed: number): number => (isShare(measure) ? typed / 100 : typed);

const UNITS: Record<Unit, string> = { ms: ' ms', ratio: ' %', percent: ' %', per_second: ' per second', count: '' };

function unitWords(measure: AlertMeasure): string {
  const unit = unitOf(measure);
  if (unit !== null) return UNITS[unit];
  return measure === 'queue_age_seconds' ? ' s' : measure === 'failure_rate' ? ' %' : '';
}

/** In words: "Failing attempts above 20 %", "Runs completed: target missed". */
export function ruleWords(condition: RuleCondition): string {
  if (condition.kind === 'target') return `${targetLabel(condition.target)}: target missed`;
  if (condition.kind === 'burn_rate') return `${targetLabel(condition.target)}: allowance burns too fast`;
  const { measure, side, threshold } = condition;
  const label = MEASURES.find(({ value }) => value === measure)?.label ?? measure;
  const shown = isShare(measure) ? Math.round(threshold * 1_000) / 10 : threshold;
  return `${label} ${side} ${shown.toLocaleString('en')}${unitWords(measure)}`;
}
