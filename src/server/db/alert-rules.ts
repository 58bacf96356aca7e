import { z } from 'zod';
import { ALERT_SEVERITIES } from '../core/alert/alert.ts';
import {
  ALERT_MEASURES,
  ALERT_SIDES,
  type AlertMeasure,
  type AlertRule,
  type AlertRuleInput,
  conditionOf,
  type Measured,
  type RuleCondition,
  type RuleState,
} from '../core/alert/alert-rule.ts';
import { BURN_PAIRS, BURN_TARGETS, type BurnTarget, type Spent } from '../core/alert/burn-rate.ts';
import type { MeasureName } from '../core/metrics/catalogue.ts';
import { TARGET_DEFINITIONS, TARGETS } from '../core/metrics/targets.ts';
import type { Queryable } from './queryable.ts';

export interface StoredRule extends AlertRule {
  state: RuleState;
  createdBy: string;
  createdAt: Date;
}

const conditionSchema: z.ZodType<RuleCondition> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('measure'),
    measure: z.enum(ALERT_MEASURES as [AlertMeasure, ...AlertMeasure[]]),
    side: z.enum(ALERT_SIDES),
    threshold: z.number(),
  }),
  z.object({ kind: z.literal('target'), target: z.enum(TARGETS) }),
  z.object({ kind: z.literal('burn_rate'), target: z.enum(BURN_TARGETS) }),
]);

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  severity: z.enum(ALERT_SEVERITIES),
  forMs: z.number(),
  cooldownMs: z.number(),
  enabled: z.boolean(),
  silencedUntil: z.date().nullable(),
  pendingSince: z.date().nullable(),
  firing: z.boolean(),
  endedAt: z.date().nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
});

const COLUMNS = `id, name, kind, measure, side, threshold, target, severity, for_ms AS "forMs", cooldown_ms AS "cooldownMs", enabled, silenced_until AS "silencedUntil",
  pending_since AS "pendingSince", firing, ended_at AS "endedAt", created_by AS "createdBy", created_at AS "createdAt"`;

function ruleOf(row: unknown): StoredRule {
  const { pendingSince, firing, endedAt, ...rule } = rowSchema.parse(row);
  return { ...rule, condition: conditionSchema.parse(row), state: { pendingSince, firing, endedAt } };
}

/** All of them, by name: there are few. */
export async function readAlertRules(db: Queryable): Promise<StoredRule[]> {
  const { rows } = await db.query({ name: 'alert_rules', text: `SELECT ${COLUMNS} FROM alert_rule ORDER BY name, id`, values: [] });
  return rows.map(ruleOf);
}

export async function insertAlertRule(db: Queryable, rule: AlertRuleInput & { id: string; createdBy: string }): Promise<StoredRule> {
  const condition = conditionOf(rule);
  const measured = condition.kind === 'measure' ? condition : null;
  const { rows } = await db.query({
    name: 'insert_alert_rule',
    text: `INSERT INTO alert_rule (id, name, kind, measure, side, threshold, target, severity, for_ms, cooldown_ms, enabled, created_by, created_at)
      VALUES ($1, $2, $3, $4, COALESCE($5, 'above'), $6, $7, $8, $9, $10, $11, $12, clock_timestamp()) RETURNING ${COLUMNS}`,
    values: [
      rule.id,
      rule.name,
      condition.kind,
      measured?.measure ?? null,
      measured?.side ?? null,
      measured?.threshold ?? null,
      condition.kind === 'measure' ? null : condition.target,
      rule.severity,
      rule.for_seconds * 1_000,
      rule.cooldown_seconds * 1_000,
      rule.enabled,
      rule.createdBy,
    ],
  });
  return ruleOf(rows[0]);
}

/** @returns null when there is no such rule */
export async function changeAlertRule(
  db: Queryable,
  id: string,
  to: { enabled?: boolean | undefined; silencedUntil?: Date | null | undefined },
): Promise<StoredRule | null> {
  const { rows } = await db.query({
    name: 'change_alert_rule',
    text: `UPDATE alert_rule SET enabled = COALESCE($2, enabled), silenced_until = CASE WHEN $3 THEN $4 ELSE silenced_until END WHERE id = $1 RETURNING ${COLUMNS}`,
    values: [id, to.enabled ?? null, to.silencedUntil !== undefined, to.silencedUntil ?? null],
  });
  return rows[0] === undefined ? null : ruleOf(rows[0]);
}

/** @returns whether there was one */
export async function deleteAlertRule(db: Queryable, id: string): Promise<boolean> {
  return (await db.query({ name: 'delete_alert_rule', text: 'DELETE FROM alert_rule WHERE id = $1', values: [id] })).rowCount === 1;
}

/** Keeps where rules stand. */
export async function storeRuleStates(db: Queryable, states: readonly (RuleState & { id: string })[]): Promise<void> {
  await db.query({
    name: 'store_rule_states',
    text: `UPDATE alert_rule r SET pending_since = x."pendingSince", firing = x.firing, ended_at = x."endedAt"
      FROM json_to_recordset($1::json) AS x(id uuid, "pendingSince" timestamptz, firing boolean, "endedAt" timestamptz) WHERE r.id = x.id`,
    values: [JSON.stringify(states)],
  });
}

/** Attempts that must have ended in the window before their share of failures says anything. */
const LEAST_ENDED = 20;

/** What every measure reads as now, and the time it is (the database's). */
export async function readMeasures(db: Queryable): Promise<{ measured: Measured; now: Date }> {
  const { rows } = await db.query<Measured & { now: Date }>({
    name: 'alert_measures',
    text: `SELECT (SELECT count(*)::int FROM breaker WHERE status IN ('open', 'forced_open')) AS breakers_open,
        (SELECT count(*)::int FROM dead_letter d JOIN task t ON t.id = d.task_id AND t.status = 'failed' WHERE d.decision IS NULL) AS dead_letters,
        (SELECT CASE WHEN sum(ended + lost) >= ${LEAST_ENDED} THEN sum(failures + lost)::float8 / sum(ended + lost) END FROM agent_minute
          WHERE minute >= clock_timestamp() - interval '16 minutes') AS failure_rate,
        (SELECT COALESCE(extract(epoch FROM clock_timestamp() - min(ready_at)), 0)::float8 FROM
          (SELECT ready_at FROM task WHERE queue_rank IS NOT NULL ORDER BY queue_rank LIMIT 1) q) AS queue_age_seconds,
        (SELECT count(DISTINCT agent_id)::int FROM agent_degradation WHERE ended_at IS NULL) AS agents_degraded, clock_timestamp() AS now`,
    values: [],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('a SELECT without FROM answered no row');
  const { now, ...measured } = row;
  return { measured, now };
}

/** A minute older than this says nothing about now. */
const NEWEST_MINUTES = 5;

/** What the newest minute that was measured says of each measure. Measures without one are left out. */
export async function readNewestValues(db: Queryable, measures: readonly MeasureName[]): Promise<Map<MeasureName, number>> {
  const { rows } = await db.query<{ name: MeasureName; value: number }>({
    name: 'rule_newest_values',
    text: `SELECT DISTINCT ON (name) name, value FROM metric_point
      WHERE name = ANY($1) AND labels = '' AND resolution_s = 60 AND at >= clock_timestamp() - $2 * interval '1 minute' ORDER BY name, at DESC`,
    values: [measures, NEWEST_MINUTES + 1],
  });
  return new Map(rows.map(({ name, value }) => [name, value]));
}

/** Windows of burn rates with the resolution that they are summed from: the finest with at most 360 points. Seconds. */
const BURN_WINDOWS = BURN_PAIRS.flatMap(({ longSeconds, shortSeconds }) => [longSeconds, shortSeconds]).map(
  (seconds) => [seconds, seconds <= 3_600 ? 10 : 60] as const,
);

/** What was measured of each target over every window of burn rates, weighted by the events behind it. */
export async function readSpent(db: Queryable, targets: readonly BurnTarget[]): Promise<Map<BurnTarget, Map<number, Spent>>> {
  const { rows } = await db.query<Spent & { name: string; seconds: number }>({
    name: 'rule_spent',
    text: `SELECT p.name, w.seconds, (sum(p.value * p.samples) / sum(p.samples))::float8 AS mean, sum(p.samples)::float8 AS events
      FROM (VALUES ${BURN_WINDOWS.map(([seconds, resolution]) => `(${seconds}, ${resolution})`).join(', ')}) w(seconds, resolution)
      JOIN metric_point p ON p.name = ANY($1) AND p.labels = '' AND p.resolution_s = w.resolution AND p.samples > 0
        AND p.at >= clock_timestamp() - w.seconds * interval '1 second'
      GROUP BY 1, 2`,
    values: [targets.map((name) => TARGET_DEFINITIONS[name].metric)],
  });
  return new Map(
    targets.map((target) => {
      const own = rows.filter(({ name }) => name === TARGET_DEFINITIONS[target].metric);
      return [target, new Map(own.map(({ seconds, mean, events }) => [seconds, { mean, events }]))];
    }),
  );
}
