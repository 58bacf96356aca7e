import type { FailureType } from './failure.ts';

const ADVICE: Readonly<Record<FailureType, string>> = {
  agent_unresponsive: 'give this demand a second agent, so that one that falls silent is never the only one',
  task_timeout: 'compare timeout_seconds with what such tasks usually take, and let long ones report progress',
  task_execution_error: 'look at the agent’s last errors; a contract would tell wrong results from right ones',
  resource_exhaustion: 'lower max_concurrent_tasks of the agent, or give it more memory',
  communication_failure: 'check the address and the network of the agent; a pool elsewhere could take over',
  performance_degradation: 'compare the agent with its own history before it takes full load again',
  dependency_failure: 'check what the tasks before it return against what this one refers to',
  security_violation: 'find out what the agent tried before it is activated again, and rotate its secrets',
  system_overload: 'raise the capacity of the pool, or set priorities so that what matters is served first',
};

/** What would make such a failure rarer or cheaper, in sentences. Only what the facts bear out is said. */
export function recommendAfter(facts: {
  type: FailureType;
  capableOthers: number | null;
  tasksLeft: number;
  recentOfAgent: number;
}): string[] {
  const advice = [ADVICE[facts.type]];
  if (facts.capableOthers === 0) advice.push('no other active agent can take these tasks: register or wake one');
  if (facts.tasksLeft > 0) advice.push(`${facts.tasksLeft} tasks could not be taken back: look at their runs`);
  if (facts.recentOfAgent >= 3)
    advice.push(`this agent failed ${facts.recentOfAgent} times within 15 minutes: drain it and look at its host`);
  return advice;
}
