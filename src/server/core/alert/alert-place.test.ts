import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { ALERT_KINDS, type AlertKind } from './alert.ts';
import { placeOfAlert } from './alert-place.ts';
import { ALERT_MEASURES } from './alert-rule.ts';

const hrefOf = (kind: AlertKind, detail: JsonObject = {}) => placeOfAlert({ kind, detail })?.href ?? null;

describe('where an alert leads', () => {
  it.each<[AlertKind, JsonObject, string]>([
    ['no_capable_agent', { run_id: 'r', task_id: 'a b' }, '/runs/r?task=a%20b'],
    ['no_capable_agent', { run_id: 'r' }, '/runs/r'],
    ['approval_overdue', { run_id: 'r', approval_id: 'a' }, '/approvals'],
    ['dead_letter', { run_id: 'r', task_id: 't' }, '/resilience?tab=dead-letters'],
    ['failures_pile_up', {}, '/resilience?tab=failures'],
    ['deadly_agent', { agent_id: 'a' }, '/agents/a'],
    ['budget', { budget_id: 'b' }, '/budgets?budget=b'],
    ['rule', { rule: 'r', measure: 'queue_age_seconds' }, '/queues'],
    ['rule', { rule: 'r', measure: 'failure_rate' }, '/resilience?tab=failures'],
    ['rule', { rule: 'r', target: 'failure_recovery_time_ms' }, '/metrics'],
  ])('[AL15] %s with %j is looked at on %s', (kind, detail, href) => {
    expect(hrefOf(kind, detail)).toBe(href);
  });

  it('[AL15] every measure that a rule can ask for has its page; what names nothing has none', () => {
    for (const measure of ALERT_MEASURES) expect(hrefOf('rule', { measure }), measure).toMatch(/^\//);
    expect(hrefOf('rule', { measure: 'toString' })).toBeNull();
    expect(ALERT_KINDS.map((kind) => hrefOf(kind, {})).filter(Boolean)).toHaveLength(3);
  });
});
