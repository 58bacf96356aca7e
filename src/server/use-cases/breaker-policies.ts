import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import type { BreakerPolicy } from '../core/breaker/policy.ts';
import { type BreakerOverrides, breakerOverridesSchema, resolvePolicy } from '../core/breaker/policy-override.ts';
import { BREAKER_RESOURCE_TYPES, type BreakerResourceType } from '../core/breaker/presets.ts';
import { InvalidError } from '../core/errors.ts';
import { faultsOf, firstFault } from '../core/shape-words.ts';
import { BREAKER_SETTING, readBreakerOverrides } from '../db/breaker-rules.ts';
import { writeSetting } from '../db/settings.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

export interface BreakerPolicies {
  /** What this installation wants otherwise than the presets. */
  overrides: BreakerOverrides;
  /** What comes out of it. */
  policies: Record<BreakerResourceType, BreakerPolicy>;
}

/** @throws InvalidError for wishes that make no policy */
function policiesOf(overrides: BreakerOverrides): BreakerPolicies['policies'] {
  try {
    const entries = BREAKER_RESOURCE_TYPES.map((type) => [type, resolvePolicy(type, overrides[type])] as const);
    return Object.fromEntries(entries) as BreakerPolicies['policies'];
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const faults = faultsOf(error);
    throw new InvalidError(firstFault('these settings make no policy', faults), faults);
  }
}

export async function readBreakerPolicies(deps: Pick<Deps, 'db'>): Promise<BreakerPolicies> {
  const { byType } = await readBreakerOverrides(deps.db.pool);
  return { overrides: byType, policies: policiesOf(byType) };
}

/** Replaces what the installation wants of the kinds that are named; an empty object is the preset again. @throws InvalidError */
export async function changeBreakerPolicies(deps: Deps, change: BreakerOverrides, principal: Principal): Promise<BreakerPolicies> {
  const { byType } = await readBreakerOverrides(deps.db.pool);
  const overrides = breakerOverridesSchema.parse({ ...byType, ...change });
  const policies = policiesOf(overrides);
  await writeSetting(deps.db, BREAKER_SETTING, overrides);
  const types = Object.keys(change);
  await recordAudit(deps, { actor: principal, action: 'breaker.policies', subject: 'setting:breaker_overrides', detail: { types } });
  await deps.breakers.refresh();
  deps.feed.publish(['breakers']);
  return { overrides, policies };
}
