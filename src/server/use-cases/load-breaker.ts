import { z } from 'zod';
import { RuleBook } from '../breakers/breaker-rules.ts';
import { hostOfAgent } from '../breakers/host-of-agent.ts';
import { createBreaker } from '../core/breaker/breaker.ts';
import type { BreakerPolicy } from '../core/breaker/policy.ts';
import { type BreakerResource, breakerSeed, parseBreakerResource } from '../core/breaker/resource.ts';
import { NotFoundError } from '../core/errors.ts';
import { findAgent } from '../db/agents.ts';
import { readBreakerOverrides } from '../db/breaker-rules.ts';
import { findBreakers, type StoredBreaker } from '../db/breakers.ts';
import { readAgents } from '../db/fleet.ts';
import { findWorkflow } from '../db/workflows.ts';
import type { Deps } from '../deps.ts';

const isUuid = (text: string) => z.uuid().safeParse(text).success;

async function exists({ db }: Pick<Deps, 'db'>, resource: BreakerResource): Promise<boolean> {
  switch (resource.type) {
    case 'agent':
    case 'agent_task_type':
      return isUuid(resource.agentId) && (await findAgent(db, resource.agentId)) !== null;
    case 'provider_host':
      return (await readAgents(db.hot)).some((agent) => hostOfAgent(agent) === resource.host);
    case 'workflow':
      return (await findWorkflow(db, resource.workflowId)) !== null;
  }
}

export interface LoadedBreaker extends StoredBreaker {
  resource: BreakerResource;
  policy: BreakerPolicy;
}

/** The rules of all breakers as they are set now. */
export async function readRules({ db }: Pick<Deps, 'db'>): Promise<RuleBook> {
  return new RuleBook(await readBreakerOverrides(db.pool));
}

/**
 * A breaker by name; one that nothing has happened to yet is closed and not stored (revision 0).
 * @throws NotFoundError when there is no such resource
 */
export async function loadBreaker(deps: Pick<Deps, 'db'>, resourceId: string): Promise<LoadedBreaker> {
  const resource = parseBreakerResource(resourceId);
  if (resource === null) throw new NotFoundError(`nothing that a breaker guards is called ${resourceId.slice(0, 100)}`);
  const [[stored], rules] = await Promise.all([findBreakers(deps.db.pool, [resourceId]), readRules(deps)]);
  const policy = rules.rulesOf(resource);
  if (stored !== undefined) return { ...stored, resource, policy };
  if (!(await exists(deps, resource))) throw new NotFoundError(`no ${resource.type.replaceAll('_', ' ')} for breaker ${resourceId}`);
  const state = createBreaker(policy, { now: Date.now(), seed: breakerSeed(resourceId) });
  return { resourceId, type: resource.type, state, revision: 0, resource, policy };
}
