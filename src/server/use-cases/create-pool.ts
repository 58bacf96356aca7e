import { checkAgentConfig } from '../agents/check-agent-config.ts';
import type { Principal } from '../core/access/principal.ts';
import { InvalidError } from '../core/errors.ts';
import { type CreatePool, memberOf, type Pool } from '../core/scaling/pool.ts';
import type { PoolView } from '../core/scaling/pool-view.ts';
import { faultsOf, firstFault } from '../core/shape-words.ts';
import { insertPool } from '../db/pools.ts';
import type { Deps } from '../deps.ts';
import { egressPolicyOf } from './egress-policy.ts';
import { permitCommandAgent } from './permit-command-agent.ts';
import { permitSecret } from './permit-secret.ts';
import { readPool } from './read-pool.ts';
import { recordAudit } from './record-audit.ts';

/**
 * Asks of a template what is asked of an agent when it is registered, once and before the first member is made.
 * @throws InvalidError for a configuration of another kind, and what `registerAgent` throws for a configuration
 */
export async function checkPoolTemplate(
  deps: Deps,
  pool: Pick<Pool, 'name' | 'kind' | 'template' | 'tier'>,
  principal: Principal,
): Promise<void> {
  await permitCommandAgent(deps, pool.kind, { name: pool.name, principal });
  let member: ReturnType<typeof memberOf>;
  try {
    member = memberOf(pool, 1);
  } catch (error) {
    const faults = faultsOf(error, ['template']);
    throw new InvalidError(firstFault(`not a template of ${pool.kind} agents`, faults), faults);
  }
  checkAgentConfig(member.kind, member.config, egressPolicyOf(deps.env));
  await permitSecret(deps, member.config, { name: pool.name, path: 'template.config', principal });
}

/**
 * Creates a pool. Its members come with the next evaluation.
 * @throws ConflictError when the name is taken, and what `checkPoolTemplate` throws
 */
export async function createPool(deps: Deps, input: CreatePool, principal: Principal): Promise<PoolView> {
  await checkPoolTemplate(deps, input, principal);
  const { cooldown_seconds, evaluation_seconds, ...rest } = input;
  const times = { cooldownMs: cooldown_seconds * 1_000, evaluationMs: evaluation_seconds * 1_000 };
  const pool = await insertPool(deps.db, { id: deps.newId(), ...rest, ...times, createdBy: principal.id });
  const detail = { name: pool.name, kind: pool.kind, min: pool.min, max: pool.max };
  await recordAudit(deps, { actor: principal.id, action: 'pool.create', subject: `pool:${pool.id}`, detail });
  return readPool(deps, pool.id);
}
