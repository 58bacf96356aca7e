import type { BreakerPolicy } from '../core/breaker/policy.ts';
import { type BreakerOverride, resolvePolicy, waitForCalls } from '../core/breaker/policy-override.ts';
import type { BreakerResourceType } from '../core/breaker/presets.ts';
import type { BreakerResource } from '../core/breaker/resource.ts';
import type { StoredOverrides } from '../db/breaker-rules.ts';

/** The rules of every breaker, by what people want otherwise than the presets. Equal wishes share one policy. */
export class RuleBook {
  readonly #overrides: StoredOverrides;
  readonly #plain = new Map<BreakerResourceType, BreakerPolicy>();
  readonly #own = new Map<string, BreakerPolicy>();

  constructor(overrides: StoredOverrides = { byType: {}, byAgent: new Map(), longestCallMs: new Map() }) {
    this.#overrides = overrides;
  }

  rulesOf(resource: BreakerResource): BreakerPolicy {
    if (!('agentId' in resource)) return this.#rulesFor(resource.type);
    const { byAgent, longestCallMs } = this.#overrides;
    const [wish, longest] = [byAgent.get(resource.agentId), longestCallMs.get(resource.agentId)];
    if (wish === undefined && longest === undefined) return this.#rulesFor(resource.type);
    return this.#ownRules(resource, [
      longest === undefined ? undefined : waitForCalls(longest),
      this.#overrides.byType[resource.type],
      wish,
    ]);
  }

  #rulesFor(type: BreakerResourceType): BreakerPolicy {
    const known = this.#plain.get(type);
    if (known !== undefined) return known;
    const policy = resolvePolicy(type, this.#overrides.byType[type]);
    this.#plain.set(type, policy);
    return policy;
  }

  #ownRules(resource: Extract<BreakerResource, { agentId: string }>, wishes: readonly (BreakerOverride | undefined)[]): BreakerPolicy {
    const key = `${resource.type} ${resource.agentId}`;
    const known = this.#own.get(key);
    if (known !== undefined) return known;
    const policy = resolvePolicy(resource.type, ...wishes);
    this.#own.set(key, policy);
    return policy;
  }
}
