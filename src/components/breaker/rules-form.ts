import type { BreakerPolicy } from '@/server/core/breaker/policy.ts';
import type { BreakerOverride } from '@/server/core/breaker/policy-override.ts';

// What people want otherwise than what stands without their words: as text, empty where they say nothing, "off" where they switch it off.

export const RULE_FIELDS = [
  'failure_threshold',
  'failure_rate_threshold',
  'open_wait_seconds',
  'max_open_wait_seconds',
  'slow_call_ms',
  'slow_call_rate_threshold',
  'half_open_permits',
  'half_open_max_wait_seconds',
] as const satisfies readonly (keyof BreakerOverride)[];
export type RuleField = (typeof RULE_FIELDS)[number];
export type RulesForm = Record<RuleField, string>;

export const OFF = 'off';
const SECOND_MS = 1_000;

export const RULE_WORDS: Readonly<Record<RuleField, { label: string; hint?: string; takes: string }>> = {
  failure_threshold: { label: 'Calls before it judges', hint: 'Of a workflow: failures in a row.', takes: 'A whole number from 1 on.' },
  failure_rate_threshold: { label: 'Opens at this share failed', takes: 'A number above 0, at most 1, or "off".' },
  open_wait_seconds: { label: 'Stays open, s', takes: 'A number of seconds.' },
  max_open_wait_seconds: { label: 'At most, s', hint: 'Every opening in a row lasts longer, up to this.', takes: 'A number of seconds.' },
  slow_call_ms: { label: 'A call is slow from, ms', takes: 'A whole number of milliseconds, or "off".' },
  slow_call_rate_threshold: {
    label: 'Opens at this share slow',
    takes: 'A number above 0, at most 1, or "off". It needs to know what is slow.',
  },
  half_open_permits: { label: 'Probes', takes: 'A whole number from 1 on.' },
  half_open_max_wait_seconds: { label: 'Waits for a probe, s', takes: 'A number of seconds.' },
};

/** The form of what is said so far. */
export function rulesForm(override: BreakerOverride | null | undefined): RulesForm {
  const shown = (value: number | null | undefined) => (value === undefined ? '' : value === null ? OFF : String(value));
  return Object.fromEntries(RULE_FIELDS.map((field) => [field, shown(override?.[field])])) as RulesForm;
}

/** The rules that a form describes, not yet checked; what is left empty is left out. */
export function overrideOf(form: RulesForm): Record<string, unknown> {
  const said = RULE_FIELDS.filter((field) => form[field].trim() !== '');
  return Object.fromEntries(
    said.map((field) => {
      const text = form[field].trim();
      return [field, text.toLowerCase() === OFF ? null : Number(text)];
    }),
  );
}

/** What stands where the form says nothing, as it would be typed. */
export function standingRules(policy: BreakerPolicy): RulesForm {
  const { window, openBackoff, openWaitMs } = policy;
  const shown = (value: number | null) => (value === null ? OFF : String(value));
  return {
    failure_threshold: String(window.type === 'consecutive' ? window.failures : policy.minimumCalls),
    failure_rate_threshold: shown(policy.failureRateThreshold),
    open_wait_seconds: String(openWaitMs / SECOND_MS),
    max_open_wait_seconds: String((openBackoff?.type === 'exponential' ? openBackoff.maxMs : openWaitMs) / SECOND_MS),
    slow_call_ms: shown(policy.slowCallDurationMs),
    slow_call_rate_threshold: shown(policy.slowCallRateThreshold),
    half_open_permits: String(policy.halfOpenPermits),
    half_open_max_wait_seconds: String(policy.halfOpenMaxWaitMs / SECOND_MS),
  };
}
