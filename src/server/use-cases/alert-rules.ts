import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { type AlertRuleInput, isAboutTargets, MOST_RULES } from '../core/alert/alert-rule.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import { changeAlertRule, deleteAlertRule, insertAlertRule, readAlertRules, type StoredRule } from '../db/alert-rules.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

export const MOST_SILENCE_SECONDS = 2_592_000;
/** Nothing opens for so long; 0 ends a silence. */
export const silenceSchema = z.strictObject({ seconds: z.number().int().min(0).max(MOST_SILENCE_SECONDS) });

export interface RuleView extends StoredRule {
  /** It opens nothing, for this installation wants no alerts of its performance (ENABLE_PERFORMANCE_ALERTS). */
  muted: boolean;
}

const viewRule = ({ env }: Pick<Deps, 'env'>, rule: StoredRule): RuleView => ({
  ...rule,
  muted: !env.ENABLE_PERFORMANCE_ALERTS && isAboutTargets(rule.condition),
});

export async function listAlertRules(deps: Pick<Deps, 'db' | 'env'>): Promise<RuleView[]> {
  return (await readAlertRules(deps.db.pool)).map((rule) => viewRule(deps, rule));
}

/** @throws ConflictError when there are as many as may be */
export async function createAlertRule(deps: Deps, input: AlertRuleInput, principal: Principal): Promise<RuleView> {
  if ((await readAlertRules(deps.db.pool)).length >= MOST_RULES) throw new ConflictError(`there are ${MOST_RULES} rules already`);
  const rule = await insertAlertRule(deps.db.pool, { ...input, id: deps.newId(), createdBy: principal.id });
  await note(deps, { principal, action: 'alert_rule.create', rule });
  return viewRule(deps, rule);
}

/** Switches a rule on or off. @throws NotFoundError */
export async function switchAlertRule(deps: Deps, input: { id: string; enabled: boolean }, principal: Principal): Promise<RuleView> {
  const rule = await changeAlertRule(deps.db.pool, input.id, { enabled: input.enabled });
  if (rule === null) throw new NotFoundError(`no alert rule ${input.id}`);
  await note(deps, { principal, action: input.enabled ? 'alert_rule.enable' : 'alert_rule.disable', rule });
  return viewRule(deps, rule);
}

/** Lets a rule open nothing for a while; what is open stays until its cause is gone. @throws NotFoundError */
export async function silenceAlertRule(deps: Deps, input: { id: string; seconds: number }, principal: Principal): Promise<RuleView> {
  const silencedUntil = input.seconds === 0 ? null : new Date(Date.now() + input.seconds * 1_000);
  const rule = await changeAlertRule(deps.db.pool, input.id, { silencedUntil });
  if (rule === null) throw new NotFoundError(`no alert rule ${input.id}`);
  await note(deps, { principal, action: 'alert_rule.silence', rule, detail: { seconds: input.seconds } });
  return viewRule(deps, rule);
}

/** Removes a rule; its alert closes with the next look. @throws NotFoundError */
export async function removeAlertRule(deps: Deps, id: string, principal: Principal): Promise<void> {
  if (!(await deleteAlertRule(deps.db.pool, id))) throw new NotFoundError(`no alert rule ${id}`);
  await recordAudit(deps, { actor: principal, action: 'alert_rule.remove', subject: `alert_rule:${id}` });
  deps.feed.publish(['alerts']);
}

async function note(
  deps: Deps,
  { principal, action, rule, detail }: { principal: Principal; action: string; rule: StoredRule; detail?: { seconds: number } },
): Promise<void> {
  await recordAudit(deps, { actor: principal, action, subject: `alert_rule:${rule.id}`, detail: { name: rule.name, ...detail } });
  deps.feed.publish(['alerts']);
}
