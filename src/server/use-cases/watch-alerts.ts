import { type AlertCause, type AlertKind, alertOfOverdue, alertOfShortage } from '../core/alert/alert.ts';
import { alertOfBudget } from '../core/alert/alert-of-budget.ts';
import { alertOfDeadLetters, alertOfIsolated, alertOfPile } from '../core/alert/alert-of-failures.ts';
import {
  type AlertRule,
  alertOfRule,
  examineRule,
  isAlertState,
  judgeRule,
  type RuleCondition,
  type RuleReadings,
  type RuleState,
} from '../core/alert/alert-rule.ts';
import type { MeasureName } from '../core/metrics/catalogue.ts';
import { statusOf, TARGET_DEFINITIONS } from '../core/metrics/targets.ts';
import { RECOVERY_LIMITS } from '../core/recovery/plan-recovery.ts';
import { readMeasures, readNewestValues, readSpent, storeRuleStates } from '../db/alert-rules.ts';
import { readShortages, reconcileAlerts } from '../db/alerts.ts';
import { readEscalated } from '../db/approvals.ts';
import { readFailurePile } from '../db/failures.ts';
import { readIsolated } from '../db/process-deaths.ts';
import type { Deps } from '../deps.ts';
import { listAlertRules } from './alert-rules.ts';
import { listBudgets } from './list-budgets.ts';
import { readTargetValues } from './target-settings.ts';

/** A pool that sleeps is woken for what waits (within 5 s): that is no reason for an alert yet. Milliseconds. */
const LEAST_WAIT_MS = 6_000;
/** More questions than this are one problem. */
const MOST_OVERDUE = 100;

type WatchDeps = Pick<Deps, 'db' | 'env' | 'feed' | 'newId'>;

const sameState = (one: RuleState, other: RuleState): boolean =>
  one.firing === other.firing &&
  one.pendingSince?.getTime() === other.pendingSince?.getTime() &&
  one.endedAt?.getTime() === other.endedAt?.getTime();

/** The measure whose newest minute a condition is about; null: it is about none. */
function measureOf(condition: RuleCondition): MeasureName | null {
  if (condition.kind === 'target') return TARGET_DEFINITIONS[condition.target].metric;
  return condition.kind === 'measure' && !isAlertState(condition.measure) ? condition.measure : null;
}

/** What the rules ask about, and nothing else. */
async function readForRules(deps: WatchDeps, rules: readonly AlertRule[]): Promise<RuleReadings & { now: Date }> {
  const { pool } = deps.db;
  const conditions = rules.map(({ condition }) => condition);
  const asked = [...new Set(conditions.flatMap((each) => measureOf(each) ?? []))];
  const burning = [...new Set(conditions.flatMap((each) => (each.kind === 'burn_rate' ? [each.target] : [])))];
  const [{ measured, now }, targets, newest, spent] = await Promise.all([
    readMeasures(pool),
    readTargetValues(deps),
    asked.length === 0 ? new Map<MeasureName, number>() : readNewestValues(pool, asked),
    burning.length === 0 ? new Map() : readSpent(pool, burning),
  ]);
  const statuses: RuleReadings['statuses'] = new Map(
    conditions.flatMap((each) => {
      const value = each.kind === 'target' ? newest.get(TARGET_DEFINITIONS[each.target].metric) : undefined;
      return each.kind !== 'target' || value === undefined ? [] : [[each.target, { status: statusOf(each.target, value, targets), value }]];
    }),
  );
  return { measured, newest, statuses, spent, targets, now };
}

/** Looks where every rule stands now. @returns the causes of those that fire */
async function judgeRules(deps: WatchDeps): Promise<AlertCause[]> {
  const rules = await listAlertRules(deps);
  if (rules.length === 0) return [];
  const { now, ...readings } = await readForRules(deps, rules);
  const judged = rules.map((rule) => {
    const finding = examineRule(rule, readings);
    return { rule, finding, state: judgeRule({ rule, met: finding.met && !rule.muted, state: rule.state, now }) };
  });
  const changed = judged.filter(({ rule, state }) => !sameState(rule.state, state));
  if (changed.length > 0)
    await storeRuleStates(
      deps.db.pool,
      changed.map(({ rule, state }) => ({ id: rule.id, ...state })),
    );
  return judged.flatMap(({ rule, finding, state }) => (state.firing ? [alertOfRule(rule, finding)] : []));
}

/** Opens and closes alerts as their causes are now. @returns how many changed */
export async function reviseAlerts(deps: WatchDeps, leastWaitMs: number): Promise<number> {
  const { windowMs, escalateAfterMs } = RECOVERY_LIMITS;
  const [shortages, pile, isolated, overdue, budgets] = await Promise.all([
    readShortages(deps.db.pool, leastWaitMs),
    readFailurePile(deps.db.pool, { windowMs, lateMs: escalateAfterMs }),
    readIsolated(deps.db.pool),
    readEscalated(deps.db.pool, MOST_OVERDUE),
    listBudgets(deps),
  ]);
  const fired = await judgeRules(deps);
  const causes: [AlertKind, (AlertCause | null)[]][] = [
    ['no_capable_agent', shortages.map(alertOfShortage)],
    ['failures_pile_up', [alertOfPile(pile)]],
    ['dead_letter', [alertOfDeadLetters(pile)]],
    ['deadly_agent', isolated.map(alertOfIsolated)],
    ['approval_overdue', overdue.map(alertOfOverdue)],
    ['budget', budgets.map(alertOfBudget)],
    ['rule', fired],
  ];
  let changed = 0;
  for (const [kind, found] of causes) {
    const rows = found.flatMap((cause) => (cause === null ? [] : [{ id: deps.newId(), ...cause }]));
    changed += await reconcileAlerts(deps.db.pool, kind, rows);
  }
  if (changed > 0) deps.feed.publish(['alerts']);
  return changed;
}

/** The same as a duty of the fleet, patient with what has only just begun to wait. @returns how many changed */
export function watchAlerts(deps: WatchDeps): Promise<number> {
  return reviseAlerts(deps, LEAST_WAIT_MS);
}
