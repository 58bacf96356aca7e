import type { AgentAnswer, AgentCall } from '../agents/adapter.ts';
import { DEFAULT_LIMITS } from '../agents/limits.ts';
import { type ConditionEvaluator, createConditionEvaluator } from '../conditions/evaluate-conditions.ts';
import { type CheckTools, checkOutput } from '../contracts/check-output.ts';
import type { CheckSubject } from '../contracts/check-subject.ts';
import type { AgentProfile } from '../core/agent/agent.ts';
import type { Contract } from '../core/contract/contract.ts';
import type { CheckResult } from '../core/contract/verdict.ts';
import { NotFoundError } from '../core/errors.ts';
import { findCallableAgent } from '../db/fleet.ts';
import type { Deps } from '../deps.ts';
import { callJudge } from './call-judge.ts';
import { commandEnvironment } from './create-agent-caller.ts';
import { egressPolicyOf } from './egress-policy.ts';
import { readSecret } from './read-secret.ts';
import { untilAnswered } from './until-answered.ts';

/** Wall time of one schema or condition over one output, in ms: long enough for 10 MB, short enough that a hostile output only costs. */
const CHECK_MS = 1_000;
/** An output of 10 MB is some hundred MB of small values. */
const CHECK_MEMORY_MB = 384;

/** Checks outputs against contracts. Nothing of it is loaded or started before the first contract. */
export interface OutputChecker {
  check(contract: Contract, subject: CheckSubject & { signal: AbortSignal }): Promise<CheckResult[]>;
  close(): Promise<void>;
}

export interface CheckerOptions {
  /** Of the conditions' thread. */
  threadUrl: URL;
  callAgent(agent: AgentProfile, call: AgentCall): Promise<AgentAnswer>;
  /** Of this process, now. */
  workerId(): string;
}

/** Joins the checks to this process's settings, secrets and agents. */
export function openOutputChecker(deps: Deps, { threadUrl, callAgent, workerId }: CheckerOptions): OutputChecker {
  const evaluator: ConditionEvaluator = createConditionEvaluator({
    timeoutMs: CHECK_MS,
    threadUrl,
    memoryMb: CHECK_MEMORY_MB,
    schemas: true,
  });
  let http: ReturnType<CheckTools['http']> | undefined;
  const openHttp = async () => {
    const { createEgressClient } = await import('../agents/egress-client.ts');
    const client = createEgressClient({ policy: egressPolicyOf(deps.env) });
    return { client, limits: DEFAULT_LIMITS, secrets: (name: string) => needSecret(deps, name) };
  };
  const tools: CheckTools = {
    evaluator,
    host: {
      allowed: deps.env.allowCommandAgents,
      installationDir: deps.env.HIVE_ROOT,
      environment: commandEnvironment(deps.env),
      limits: DEFAULT_LIMITS,
    },
    http() {
      http ??= openHttp();
      return http;
    },
    judge: {
      findAgent: (nameOrId) => untilAnswered(deps, { what: 'a judge', ask: () => findCallableAgent(deps.db.hot, nameOrId) }),
      call: (judge, call, attemptId) => callJudge(deps, { judge, call, attemptId, workerId: workerId(), callAgent }),
    },
  };
  return {
    check: (contract, subject) => checkOutput(contract, tools, subject),
    async close() {
      await evaluator.close();
      await (await http)?.client.close();
    },
  };
}

async function needSecret(deps: Deps, name: string): Promise<string> {
  const value = await readSecret(deps, name);
  if (value === null) throw new NotFoundError(`there is no secret "${name}"`);
  return value;
}
