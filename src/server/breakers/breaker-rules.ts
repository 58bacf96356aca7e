import type { BreakerPolicy } from '../core/breaker/policy.ts';
import { type BreakerOverride, resolvePolicy } from '../core/breaker/policy-override.ts';
import type { BreakerResourceType } from '../core/breaker/presets.ts';
import type { BreakerResource } from '../core/breaker/resource.ts';
import type { StoredOverrides } from '../db/breaker-rules.ts';

/** The rules of every breaker, by what people want otherwise than the presets. Equal wishes share one policy. */
export class RuleBook {
  readonly #overrides: StoredOverrides;
  readonly #plain = new Map<BreakerResourceType, BreakerPolicy>();
  readonly #own = new Map<string, BreakerPolicy>();

  constructor(overrides: StoredOverrides = { byType: {}, byAgent: new Map() }) {
    this.#overrides = overrides;
  }

  rulesOf(resource: BreakerResource): BreakerPolicy {
    const wish = 'agentId' in resource ? this.#overrides.byAgent.get(resource.agentId) : undefined;
    if (wish === undefined || !('agentId' in resource)) return this.#rulesFor(resource.type);
    return this.#ownRules(resource, wish);
  }

  #rulesFor(type: BreakerResourceType): BreakerPolicy {
    const known = this.#plain.get(type);
    if (known !== undefined) return known;
    const policy = resolvePolicy(type, this.#overrides.byType[type]);
    this.#plain.set(type, policy);
    return policy;
  }

  #ownRules(resource: Extract<BreakerResource, { agentId: string }>, wish: BreakerOverride): BreakerPolicy {
    const key = `${resource.type} ${resource.agentId}`;
    const known = this.#own.get(key);
    if (known !== undefined) return known;
    const policy = resolvePolicy(resource.type, this.#overrides.byType[resource.type], wish);
    this.#own.set(key, policy);
    return policy;
  }
}
