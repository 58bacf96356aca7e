import type { AlertSeverity } from '@/server/core/alert/alert.ts';
import type { AlertMeasure, RuleCondition } from '@/server/core/alert/alert-rule.ts';
import { BURN_TARGETS, type BurnTarget } from '@/server/core/alert/burn-rate.ts';
import type { MailSecurity } from '@/server/core/alert/receiver.ts';
import { CATALOGUE } from '@/server/core/metrics/catalogue.ts';
import { TARGET_DEFINITIONS, TARGETS, type TargetName } from '@/server/core/metrics/targets.ts';

export const RULE_OPTIONS: readonly { value: RuleCondition['kind']; label: string }[] = [
  { value: 'measure', label: 'A measure is over a threshold' },
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

export const MEASURES: readonly { value: AlertMeasure; label: string; hint: string }[] = [
  { value: 'queue_age_seconds', label: 'Wait of the first in line', hint: 'Seconds.' },
  { value: 'failure_rate', label: 'Failing attempts', hint: 'Percent of the attempts of the last 15 minutes; nothing below 20 of them.' },
  { value: 'breakers_open', label: 'Open breakers', hint: 'A number; 0 tells of the first.' },
  { value: 'dead_letters', label: 'Dead letters that wait', hint: 'A number; 0 tells of the first.' },
  { value: 'agents_degraded', label: 'Degraded agents', hint: 'A number; 0 tells of the first.' },
];

export const SEVERITY_OPTIONS: readonly { value: AlertSeverity; label: string }[] = [
  { value: 'info', label: 'Info' },
  { value: 'warning', label: 'Warning' },
  { value: 'critical', label: 'Critical' },
];

/** A share is typed and shown in percent. */
export const thresholdOf = (measure: AlertMeasure, typed: number): number => (measure === 'failure_rate' ? typed / 100 : typed);

const UNITS: Partial<Record<AlertMeasure, string>> = { queue_age_seconds: ' s', failure_rate: ' %' };

/** In words: "Failing attempts over 20 %", "Runs completed: target missed". */
export function ruleWords(condition: RuleCondition): string {
  if (condition.kind === 'target') return `${targetLabel(condition.target)}: target missed`;
  if (condition.kind === 'burn_rate') return `${targetLabel(condition.target)}: allowance burns too fast`;
  const { measure, threshold } = condition;
  const label = MEASURES.find(({ value }) => value === measure)?.label ?? measure;
  const shown = measure === 'failure_rate' ? Math.round(threshold * 1_000) / 10 : threshold;
  return `${label} over ${shown.toLocaleString('en')}${UNITS[measure] ?? ''}`;
}
