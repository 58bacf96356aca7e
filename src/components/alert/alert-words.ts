import type { AlertSeverity } from '@/server/core/alert/alert.ts';
import type { AlertMeasure } from '@/server/core/alert/alert-rule.ts';

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

/** In words: "Failing attempts over 20 %". */
export function ruleWords({ measure, threshold }: { measure: AlertMeasure; threshold: number }): string {
  const label = MEASURES.find(({ value }) => value === measure)?.label ?? measure;
  const shown = measure === 'failure_rate' ? Math.round(threshold * 1_000) / 10 : threshold;
  return `${label} over ${shown.toLocaleString('en')}${UNITS[measure] ?? ''}`;
}
