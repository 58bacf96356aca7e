import type { AgentAnswer, AgentCall } from '../agents/adapter.ts';
import { performWithFault } from '../agents/inject-fault.ts';
import { DEFAULT_LIMITS } from '../agents/limits.ts';
import { type Adapters, createAdapters } from '../agents/registry.ts';
import type { AgentProfile } from '../core/agent/agent.ts';
import { cleanOutput } from '../core/clean-output.ts';
import type { Deps } from '../deps.ts';
import type { Env } from '../env.ts';
import { egressPolicyOf } from './egress-policy.ts';
import { keepFaults } from './keep-faults.ts';
import { readSecret } from './read-secret.ts';

/** What a command inherits of our environment. */
export function commandEnvironment({ PATH, LANG, TZ }: Env): Record<string, string> {
  return TZ === undefined ? { PATH, LANG } : { PATH, LANG, TZ };
}

/** The adapters of all agent kinds, joined to this process's settings and secrets. */
export function openAdapters(deps: Deps): Adapters {
  return createAdapters({
    egress: egressPolicyOf(deps.env),
    allowCommandAgents: deps.env.allowCommandAgents,
    secrets: (name) => readSecret(deps, name),
    cleanOutput,
    installationDir: deps.env.HIVE_ROOT,
    commandEnvironment: commandEnvironment(deps.env),
    random: deps.random,
  });
}

/** How a worker process calls agents: as they are, or with the fault that somebody put into one. */
export function createAgentCaller(deps: Deps): (agent: AgentProfile, call: AgentCall) => Promise<AgentAnswer> {
  const adapters = openAdapters(deps);
  const faults = keepFaults(deps);
  const rules = { cleanOutput, limits: DEFAULT_LIMITS };
  return (agent, call) => {
    const fault = faults.of(agent.id);
    if (fault === null) return adapters.call(agent, call);
    return performWithFault(fault, call, { perform: (broken) => adapters.call(agent, broken), rules, random: deps.random });
  };
}
