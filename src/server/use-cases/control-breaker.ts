import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import type { BreakerDetail } from '../core/breaker/breaker-summary.ts';
import { viewBreaker } from '../core/breaker/breaker-view.ts';
import { applyCommand } from '../core/breaker/change.ts';
import type { BreakerCommand } from '../core/breaker/command-breaker.ts';
import { ConflictError } from '../core/errors.ts';
import { type BreakerWrite, findTaskTypeBreakers, writeBreakers } from '../db/breakers.ts';
import type { Deps } from '../deps.ts';
import { type LoadedBreaker, loadBreaker, readRules } from './load-breaker.ts';
import { readBreaker } from './read-breaker.ts';
import { recordAudit } from './record-audit.ts';

// What people do to breakers. Each act names a reason, is written by compare-and-set, and is heard by every process at once.

export const breakerReasonSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) });
export const resetBreakerSchema = breakerReasonSchema.extend({ to: z.enum(['half_open', 'closed']).default('half_open') });

/** reset leads to half_open or closed; probe ends the wait of an open breaker. */
export type BreakerAct =
  | { act: 'reset'; to: 'half_open' | 'closed'; reason: string }
  | { act: 'probe' | 'force_open' | 'disable' | 'metrics_only'; reason: string };

/** Against a breaker that changes under our hands. */
const MOST_TRIES = 10;

function commandOf(act: BreakerAct): BreakerCommand {
  switch (act.act) {
    case 'reset':
      return { type: act.to === 'closed' ? 'reset' : 'half_open' };
    case 'probe':
      return { type: 'half_open' };
    case 'force_open':
    case 'disable':
    case 'metrics_only':
      return { type: act.act };
  }
}

/** @throws ConflictError when the act would change nothing that a person could mean */
function checkAct({ policy, state }: LoadedBreaker, { act }: BreakerAct, now: number): void {
  const { state: shown } = viewBreaker(policy, state, now);
  if (act === 'reset' && shown === 'closed') throw new ConflictError('the breaker is closed: there is nothing to reset');
  if (act === 'probe' && (state.status !== 'open' || shown !== 'open')) {
    throw new ConflictError(`the breaker is ${shown.replace('_', ' ')}: only an open one can be probed before its time`);
  }
  const same = { force_open: 'forced_open', disable: 'disabled', metrics_only: 'metrics_only' } as const;
  if (act !== 'reset' && act !== 'probe' && shown === same[act])
    throw new ConflictError(`the breaker is ${shown.replace('_', ' ')} already`);
}

/** An agent that is well again is so at all types of task: its open breakers there follow. */
async function followers(deps: Pick<Deps, 'db'>, { resource }: LoadedBreaker, { act }: BreakerAct): Promise<LoadedBreaker[]> {
  if (resource.type !== 'agent' || (act !== 'reset' && act !== 'probe')) return [];
  const rules = await readRules(deps);
  const stored = await findTaskTypeBreakers(deps.db.pool, resource.agentId);
  const prefix = `agent:${resource.agentId}/`.length;
  return stored
    .filter(({ state }) => state.status === 'open' || state.status === 'half_open')
    .map((breaker) => {
      const own = { type: 'agent_task_type', agentId: resource.agentId, taskType: breaker.resourceId.slice(prefix) } as const;
      return { ...breaker, resource: own, policy: rules.rulesOf(own) };
    });
}

function writeOf(deps: Pick<Deps, 'newId'>, breaker: LoadedBreaker, by: { act: BreakerAct; at: number; actor: string }): BreakerWrite {
  const { resourceId, type, state, revision, policy } = breaker;
  const done = applyCommand(policy, state, { command: commandOf(by.act), at: by.at, reason: by.act.reason });
  if (!done.ok) throw new ConflictError(done.why);
  return { resourceId, type, revision, state: done.state, transitions: [{ ...done.transition, id: deps.newId(), actor: by.actor }] };
}

/**
 * Does to a breaker what a person asked for.
 * @throws NotFoundError, ConflictError when it is in that state already, is closed and to be reset, or changed too often meanwhile
 */
export async function controlBreaker(
  deps: Deps,
  request: { resourceId: string; act: BreakerAct },
  principal: Principal,
): Promise<BreakerDetail> {
  const { resourceId, act } = request;
  for (let tries = 0; ; tries += 1) {
    if (tries === MOST_TRIES) throw new ConflictError('the breaker keeps changing: try again');
    const breaker = await loadBreaker(deps, resourceId);
    const at = Date.now();
    checkAct(breaker, act, at);
    const all = [breaker, ...(await followers(deps, breaker, act))];
    const written = await writeBreakers(
      deps.db.pool,
      all.map((each) => writeOf(deps, each, { act, at, actor: principal.id })),
    );
    if (!written.has(resourceId)) continue;
    const detail = { reason: act.reason, from: breaker.state.status, ...(act.act === 'reset' && { to: act.to }), breakers: written.size };
    await recordAudit(deps, { actor: principal, action: `breaker.${act.act}`, subject: `breaker:${resourceId}`, detail });
    await deps.breakers.refresh();
    deps.feed.publish(['breakers', 'ready']);
    return readBreaker(deps, resourceId);
  }
}
