import type { AgentProfile } from '../../src/server/core/agent/agent.ts';
import { planRun, type RunPlan } from '../../src/server/core/workflow/plan-run.ts';
import { validateDefinition } from '../../src/server/core/workflow/validate-definition.ts';

/** A random source with the draws a schedule needs. */
export class Chance {
  readonly next: () => number;

  constructor(next: () => number) {
    this.next = next;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  hits(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)];
  }
}

const CAPABILITIES = ['read', 'write', 'judge'];
const WHENS = ['completed', 'completed', 'completed', 'failed', 'always'];

/** A random workflow of 1 to 12 tasks, planned like a real one. */
export function randomPlan(chance: Chance): RunPlan {
  const tasks = Array.from({ length: 1 + chance.below(12) }, (_, at) => ({
    task_id: `t${at}`,
    task_type: 'work',
    priority: chance.pick(['low', 'medium', 'high', 'critical']),
    required_capabilities: CAPABILITIES.filter(() => chance.hits(0.3)),
    retry: { max_attempts: 1 + chance.below(3), backoff_ms: chance.below(3_000), jitter: chance.next() },
    dependencies: Array.from({ length: at }, (__, before) => before)
      .filter(() => chance.hits(2 / (at + 1)))
      .map((before) => ({ task_id: `t${before}`, when: chance.pick(WHENS), soft: chance.hits(0.15) })),
  }));
  const definition = validateDefinition({
    name: 'simulated',
    tasks,
    execution_mode: chance.pick(['parallel', 'sequential', 'adaptive']),
    max_concurrent_tasks: 1 + chance.below(5),
    failure_tolerance: chance.pick([0, 0.3, 1]),
  });
  let ids = 0;
  return planRun({ definition, runId: 'run', newId: () => `task-${String(++ids).padStart(3, '0')}`, input: {}, context: {}, now: 0 });
}

/** Two to five agents, pull agents among them; the first can do everything, so that nothing waits for ever. */
export function randomFleet(chance: Chance): AgentProfile[] {
  return Array.from({ length: 2 + chance.below(4) }, (_, at) => ({
    id: `agent-${at}`,
    name: `Agent ${at}`,
    kind: chance.hits(0.4) ? 'worker' : 'simulated',
    status: 'active',
    capabilities: CAPABILITIES.filter(() => at === 0 || chance.hits(0.5)).map((name) => ({ name, proficiency: chance.next(), areas: [] })),
    persona: null,
    maxConcurrentTasks: 1 + chance.below(3),
    costPerTaskUsd: null,
    config: {},
    pool: null,
    lastSeenAt: 0,
  }));
}
