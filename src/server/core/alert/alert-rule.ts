import { z } from 'zod';
import { plainName } from '../workflow/definition.ts';
import { ALERT_SEVERITIES, type AlertCause } from './alert.ts';

// A rule asks one measure again and again and opens an alert while it is over a threshold for long enough:
//
//   quiet -> pending (over the threshold) -> firing (for `for_seconds`; one alert is open) -> resting (`cooldown_seconds`) -> quiet
//
// One rule has one open alert at most, and opens none more often than its cooldown allows, however its measure jumps.

export const ALERT_MEASURES = ['breakers_open', 'dead_letters', 'failure_rate', 'queue_age_seconds', 'agents_degraded'] as const;
export type AlertMeasure = (typeof ALERT_MEASURES)[number];

/** What each reads as now; null: not enough data. */
export type Measured = Readonly<Record<AlertMeasure, number | null>>;

export const MOST_RULES = 50;

export const alertRuleSchema = z.strictObject({
  name: plainName,
  measure: z.enum(ALERT_MEASURES),
  /** Over it the rule counts as met. failure_rate: 0..1, over the last 15 minutes. */
  threshold: z.number().min(0).max(1e9),
  severity: z.enum(ALERT_SEVERITIES).default('warning'),
  for_seconds: z.number().int().min(0).max(86_400).default(60),
  cooldown_seconds: z.number().int().min(60).max(604_800).default(600),
  enabled: z.boolean().default(true),
});
export type AlertRuleInput = z.output<typeof alertRuleSchema>;

export interface AlertRule {
  id: string;
  name: string;
  measure: AlertMeasure;
  threshold: number;
  severity: AlertRuleInput['severity'];
  forMs: number;
  cooldownMs: number;
  enabled: boolean;
  /** Nothing opens before; what is open stays until its cause is gone. */
  silencedUntil: Date | null;
}

/** Where a rule stands. */
export interface RuleState {
  /** Over the threshold since then; null: it is not. */
  pendingSince: Date | null;
  firing: boolean;
  /** When it last stopped firing; null: never. */
  endedAt: Date | null;
}

/** Where a rule stands after its measure was read. */
export function judgeRule({ rule, value, state, now }: { rule: AlertRule; value: number | null; state: RuleState; now: Date }): RuleState {
  const met = rule.enabled && value !== null && value > rule.threshold;
  const { firing, endedAt } = state;
  if (!met) return { pendingSince: null, firing: false, endedAt: firing ? now : endedAt };
  const pendingSince = state.pendingSince ?? now;
  if (firing) return { pendingSince, firing: true, endedAt };
  const silenced = rule.silencedUntil !== null && now < rule.silencedUntil;
  const rested = endedAt === null || now.getTime() - endedAt.getTime() >= rule.cooldownMs;
  const held = now.getTime() - pendingSince.getTime() >= rule.forMs;
  return { pendingSince, firing: held && rested && !silenced, endedAt };
}

const WORDS: Readonly<Record<AlertMeasure, (value: number) => string>> = {
  breakers_open: (value) => `${value} ${value === 1 ? 'breaker is' : 'breakers are'} open`,
  dead_letters: (value) => `${value} ${value === 1 ? 'dead letter waits' : 'dead letters wait'}`,
  failure_rate: (value) => `${Math.round(value * 100)} % of the attempts of the last 15 minutes failed`,
  queue_age_seconds: (value) => `the first task in line has waited for ${Math.round(value)} s`,
  agents_degraded: (value) => `${value} ${value === 1 ? 'agent is' : 'agents are'} worse than usual`,
};

/** The alert of a rule that fires. */
export function alertOfRule(rule: AlertRule, value: number | null): AlertCause {
  const words = value === null ? 'not enough data' : WORDS[rule.measure](value);
  return {
    subject: rule.id,
    severity: rule.severity,
    message: `${rule.name}: ${words}`.slice(0, 500),
    detail: { rule: rule.name, measure: rule.measure, threshold: rule.threshold },
  };
}
