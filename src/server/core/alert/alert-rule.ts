import { z } from 'zod';
import type { JsonObject } from '../json.ts';
import { CATALOGUE, MEASURE_NAMES, type MeasureName, type Unit } from '../metrics/catalogue.ts';
import { TARGETS, type TargetName, type TargetStatus, type TargetValues } from '../metrics/targets.ts';
import { plainName } from '../workflow/definition.ts';
import { ALERT_SEVERITIES, type AlertCause, type AlertSeverity } from './alert.ts';
import { BURN_TARGETS, type BurnTarget, findBurning, type SpentByWindow } from './burn-rate.ts';

// A rule asks one question again and again and opens an alert while the answer is yes for long enough:
//
//   quiet -> pending (it is met) -> firing (for `for_seconds`; one alert is open) -> resting (`cooldown_seconds`) -> quiet
//
// The question is one of three: is a measure above or below a threshold, is a target missed, does the allowance of a target burn too fast.
// One rule has one open alert at most, and opens none more often than its cooldown allows, however its measure jumps.

/** What is read as it stands when the question is asked. */
export const ALERT_STATES = ['breakers_open', 'dead_letters', 'failure_rate', 'queue_age_seconds', 'agents_degraded'] as const;
export type AlertState = (typeof ALERT_STATES)[number];
export type AlertMeasure = AlertState | MeasureName;
/** States, and every measure of the catalogue. */
export const ALERT_MEASURES: readonly AlertMeasure[] = [...ALERT_STATES, ...MEASURE_NAMES];

export const isAlertState = (measure: AlertMeasure): measure is AlertState => (ALERT_STATES as readonly string[]).includes(measure);

export const ALERT_SIDES = ['above', 'below'] as const;
export type AlertSide = (typeof ALERT_SIDES)[number];

/** What each reads as now; null: not enough data. */
export type Measured = Readonly<Record<AlertState, number | null>>;

export const RULE_KINDS = ['measure', 'target', 'burn_rate'] as const;

export const MOST_RULES = 50;

const common = {
  name: plainName,
  severity: z.enum(ALERT_SEVERITIES).default('warning'),
  for_seconds: z.number().int().min(0).max(86_400).default(60),
  cooldown_seconds: z.number().int().min(60).max(604_800).default(600),
  enabled: z.boolean().default(true),
};

export const alertRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('measure').optional(),
    measure: z.enum(ALERT_MEASURES as [AlertMeasure, ...AlertMeasure[]]),
    side: z.enum(ALERT_SIDES).default('above'),
    /** Beyond it, on that side, the rule counts as met; in the measure's unit. failure_rate: 0..1, over the last 15 minutes. */
    threshold: z.number().min(0).max(1e9),
    ...common,
  }),
  z.strictObject({ kind: z.literal('target'), target: z.enum(TARGETS), ...common }),
  z.strictObject({ kind: z.literal('burn_rate'), target: z.enum(BURN_TARGETS), ...common }),
]);
export type AlertRuleInput = z.output<typeof alertRuleSchema>;

export type RuleCondition =
  | { kind: 'measure'; measure: AlertMeasure; side: AlertSide; threshold: number }
  | { kind: 'target'; target: TargetName }
  | { kind: 'burn_rate'; target: BurnTarget };

/** Whether a rule is about a target: such rules open nothing where the installation wants no alerts of its performance. */
export const isAboutTargets = ({ kind }: RuleCondition): boolean => kind !== 'measure';

export interface AlertRule {
  id: string;
  name: string;
  condition: RuleCondition;
  severity: AlertSeverity;
  forMs: number;
  cooldownMs: number;
  enabled: boolean;
  /** Nothing opens before; what is open stays until its cause is gone. */
  silencedUntil: Date | null;
}

export function conditionOf(input: AlertRuleInput): RuleCondition {
  if (input.kind === 'target') return { kind: input.kind, target: input.target };
  if (input.kind === 'burn_rate') return { kind: input.kind, target: input.target };
  return { kind: 'measure', measure: input.measure, side: input.side, threshold: input.threshold };
}

/** What rules are judged by. */
export interface RuleReadings {
  measured: Measured;
  /** The newest minute of each measure that was measured lately; one that is missing here is unknown. */
  newest: ReadonlyMap<MeasureName, number>;
  /** As the newest minute that was measured says; a target that is missing here is unknown. */
  statuses: ReadonlyMap<TargetName, { status: TargetStatus; value: number }>;
  spent: ReadonlyMap<BurnTarget, SpentByWindow>;
  targets: Readonly<TargetValues>;
}

/** What a rule found: whether it is met, and what to say of it. */
export interface Finding {
  met: boolean;
  words: string;
  detail: JsonObject;
}

const WORDS: Readonly<Record<AlertState, (value: number) => string>> = {
  breakers_open: (value) => `${value} ${value === 1 ? 'breaker is' : 'breakers are'} open`,
  dead_letters: (value) => `${value} ${value === 1 ? 'dead letter waits' : 'dead letters wait'}`,
  failure_rate: (value) => `${Math.round(value * 100)} % of the attempts of the last 15 minutes failed`,
  queue_age_seconds: (value) => `the first task in line has waited for ${Math.round(value)} s`,
  agents_degraded: (value) => `${value} ${value === 1 ? 'agent is' : 'agents are'} worse than usual`,
};

const NOT_ENOUGH = 'not enough data';
const plain = (name: string) => name.replaceAll('_', ' ');
const rounded = (value: number) => Number(value.toPrecision(3));

const UNIT_WORDS: Readonly<Record<Unit, (value: number) => string>> = {
  ms: (value) => `${rounded(value)} ms`,
  ratio: (value) => `${rounded(value * 100)} %`,
  percent: (value) => `${rounded(value)} %`,
  per_second: (value) => `${rounded(value)} per second`,
  count: (value) => String(rounded(value)),
};

/** "time to assignment: 5200 ms, above 2000 ms" */
function measureWords(measure: MeasureName, { side, threshold, value }: { side: AlertSide; threshold: number; value: number }): string {
  const { label, unit } = CATALOGUE[measure];
  const say = UNIT_WORDS[unit];
  return `${label.charAt(0).toLowerCase()}${label.slice(1)}: ${say(value)}, ${side} ${say(threshold)}`;
}

function beyondThreshold(
  { measure, side, threshold }: Extract<RuleCondition, { kind: 'measure' }>,
  { measured, newest }: Pick<RuleReadings, 'measured' | 'newest'>,
): Finding {
  const value = isAlertState(measure) ? measured[measure] : (newest.get(measure) ?? null);
  const detail = { measure, side, threshold };
  if (value === null) return { met: false, words: NOT_ENOUGH, detail };
  const words = isAlertState(measure) ? WORDS[measure](value) : measureWords(measure, { side, threshold, value });
  return { met: side === 'above' ? value > threshold : value < threshold, words, detail };
}

function targetMissed(target: TargetName, { statuses, targets }: RuleReadings): Finding {
  const read = statuses.get(target);
  const words = read === undefined ? NOT_ENOUGH : `${plain(target)} is ${rounded(read.value)}, its target is ${targets[target]}`;
  return { met: read?.status === 'missed', words, detail: { target, value: read?.value ?? null, wanted: targets[target] } };
}

function allowanceBurns(target: BurnTarget, { spent, targets }: RuleReadings): Finding {
  const burning = findBurning(target, targets[target], spent.get(target) ?? new Map());
  if (burning === null) return { met: false, words: 'its allowance lasts', detail: { target } };
  const { rate, factor, longSeconds, shortSeconds } = burning;
  const fast = Number.isFinite(rate) ? `${rounded(rate)} times as fast as it may` : 'though it allows nothing bad at all';
  return {
    met: true,
    words: `the allowance of ${plain(target)} burns ${fast}, over ${longSeconds / 3_600} h and still over ${shortSeconds / 60} min`,
    detail: { target, burn_rate: Number.isFinite(rate) ? rate : null, factor },
  };
}

/** Asks the question of a rule. What was not measured is not met. */
export function examineRule({ condition }: Pick<AlertRule, 'condition'>, readings: RuleReadings): Finding {
  switch (condition.kind) {
    case 'measure':
      return beyondThreshold(condition, readings);
    case 'target':
      return targetMissed(condition.target, readings);
    case 'burn_rate':
      return allowanceBurns(condition.target, readings);
  }
}

/** Where a rule stands. */
export interface RuleState {
  /** Met since then; null: it is not. */
  pendingSince: Date | null;
  firing: boolean;
  /** When it last stopped firing; null: never. */
  endedAt: Date | null;
}

/** Where a rule stands after its question was asked. */
export function judgeRule({ rule, met: found, state, now }: { rule: AlertRule; met: boolean; state: RuleState; now: Date }): RuleState {
  const met = rule.enabled && found;
  const { firing, endedAt } = state;
  if (!met) return { pendingSince: null, firing: false, endedAt: firing ? now : endedAt };
  const pendingSince = state.pendingSince ?? now;
  if (firing) return { pendingSince, firing: true, endedAt };
  const silenced = rule.silencedUntil !== null && now < rule.silencedUntil;
  const rested = endedAt === null || now.getTime() - endedAt.getTime() >= rule.cooldownMs;
  const held = now.getTime() - pendingSince.getTime() >= rule.forMs;
  return { pendingSince, firing: held && rested && !silenced, endedAt };
}

/** The alert of a rule that fires. */
export function alertOfRule(rule: AlertRule, { words, detail }: Finding): AlertCause {
  return {
    subject: rule.id,
    severity: rule.severity,
    message: `${rule.name}: ${words}`.slice(0, 500),
    detail: { rule: rule.name, ...detail },
  };
}
