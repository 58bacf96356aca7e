import { setTimeout as delay } from 'node:timers/promises';
import type { Principal } from '../core/access/principal.ts';
import { registerAgentSchema } from '../core/agent/agent.ts';
import { injectFaultSchema } from '../core/chaos/asked-fault.ts';
import type { Arrivals, BenchmarkPlan, PlannedFault } from '../core/validation/benchmark-plan.ts';
import type { HistoryFault } from '../core/validation/history.ts';
import { tasksOfShape } from '../core/validation/shapes.ts';
import type { WorkflowDefinitionInput } from '../core/workflow/definition.ts';
import type { Deps } from '../deps.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { injectFault } from './inject-fault.ts';
import { registerAgent } from './register-agent.ts';

// The load of a validation run: its agents, its workflows and what breaks meanwhile, all through the doors that everybody uses.

const VALIDATOR: Principal = { id: 'system:validator', kind: 'system', name: 'validator', role: 'admin' };

/** Work is handed in in small portions, as evenly as a timer allows. Milliseconds. */
const PORTION_MS = 5;
/** Runs that are on their way into the database at once. */
const AT_ONCE = 500;

/** @returns the ids of the agents, by group */
export async function makeValidationFleet(bench: Deps, { type, fleet }: BenchmarkPlan): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>();
  for (const { name, agents, slots, latencyMs, jitter, failureRate, capabilities } of fleet) {
    const made: string[] = [];
    for (let at = 1; at <= agents; at += 1) {
      const agent = registerAgentSchema.parse({
        name: `validation ${name} ${at}`,
        kind: 'simulated',
        capabilities: capabilities.map((each) => ({ name: each })),
        max_concurrent_tasks: slots,
        config: { latency_ms: latencyMs, latency_jitter: jitter, failure_rate: failureRate },
        metadata: { validation: type, group: name },
      });
      made.push((await registerAgent(bench, agent, VALIDATOR)).id);
    }
    ids.set(name, made);
  }
  return ids;
}

/** What one run of some arrivals is. */
export function definitionOfArrivals(arrivals: Arrivals): WorkflowDefinitionInput {
  const { shape, size, priority, capability, width, maxAttempts, hedge, strategy } = arrivals;
  const tasks = tasksOfShape(shape, size, (task_id, dependencies = []) => ({
    task_id,
    task_type: capability.replace('.', '-'),
    required_capabilities: [capability],
    dependencies,
    retry: { max_attempts: maxAttempts, backoff_ms: 100, multiplier: 1, jitter: 0 },
    routing_strategy: strategy,
    ...(hedge ? { hedge } : {}),
  }));
  return { name: `validation ${shape}`, priority, max_concurrent_tasks: width, max_agents: 10_000, tasks };
}

interface Arrival {
  atMs: number;
  definition: WorkflowDefinitionInput;
}

/** Every run of a plan with its time, in order. */
function scheduleArrivals({ arrivals }: BenchmarkPlan): Arrival[] {
  return arrivals
    .flatMap((each) => {
      const definition = definitionOfArrivals(each);
      const step = (each.overSeconds * 1_000) / each.runs;
      return Array.from({ length: each.runs }, (_, at) => ({ atMs: each.fromSecond * 1_000 + at * step, definition }));
    })
    .sort((a, b) => a.atMs - b.atMs);
}

export interface LoadTools {
  agents: ReadonlyMap<string, readonly string[]>;
  killProcess(): Promise<void>;
  signal: AbortSignal;
  /** Whether load waits for a moment: work of users comes first. */
  mayGoOn(): boolean;
  onProgress(share: number): void;
}

export interface MadeLoad {
  faults: HistoryFault[];
  heldMs: number;
}

async function breakSomething(bench: Deps, planned: PlannedFault, tools: LoadTools): Promise<HistoryFault> {
  const from = Date.now();
  if (planned.kind === 'process') {
    await tools.killProcess();
    return { kind: 'process', agentId: null, fault: 'killed', from, until: from };
  }
  const agentId = tools.agents.get(planned.group)?.[0] ?? '';
  const { fault, seconds } = planned;
  const wanted = injectFaultSchema.parse({ agent_id: agentId, fault, duration_seconds: Math.max(5, seconds), reason: 'validation' });
  await injectFault(bench, wanted, VALIDATOR);
  return { kind: 'agent', agentId, fault, from: Date.now(), until: from + wanted.duration_seconds * 1_000 };
}

/**
 * Hands in every run of a plan at its time and breaks what is to break; resolves when the last one is stored. While load is held back, its
 * clock stands.
 * @throws what a submission throws, or the reason of the signal
 */
export async function makeValidationLoad(bench: Deps, plan: BenchmarkPlan, tools: LoadTools): Promise<MadeLoad> {
  const arrivals = scheduleArrivals(plan);
  const pending = plan.faults.toSorted((a, b) => a.atSecond - b.atSecond);
  const faults: HistoryFault[] = [];
  const wholeMs = Math.max(1, plan.seconds * 1_000);
  let [begun, heldMs] = [0, 0];
  const submitted: Promise<unknown>[] = [];
  const startedAt = performance.now();
  let lookedAt = startedAt;
  while (begun < arrivals.length || pending.length > 0) {
    tools.signal.throwIfAborted();
    const now = performance.now();
    if (!tools.mayGoOn()) heldMs += now - lookedAt;
    lookedAt = now;
    const elapsed = now - startedAt - heldMs;
    for (; begun < arrivals.length && submitted.length < AT_ONCE; begun += 1) {
      const next = arrivals[begun] as Arrival;
      if (next.atMs > elapsed) break;
      const submission = executeWorkflow(bench, { definition: next.definition }, VALIDATOR);
      // Its failure is heard where all are awaited; until then nobody may take it for an unheard one.
      submission.catch(() => undefined);
      submitted.push(submission);
    }
    if (submitted.length >= AT_ONCE || begun === arrivals.length) await Promise.all(submitted.splice(0));
    const [fault] = pending;
    if (fault !== undefined && fault.atSecond * 1_000 <= elapsed) {
      pending.shift();
      faults.push(await breakSomething(bench, fault, tools));
    }
    tools.onProgress(Math.min(1, plan.seconds === 0 ? begun / arrivals.length : elapsed / wholeMs));
    await delay(PORTION_MS);
  }
  await Promise.all(submitted);
  return { faults, heldMs };
}
