import type { ConditionEvaluator } from '../../src/server/conditions/evaluate-conditions.ts';
import { CONDITION_FALSE } from '../../src/server/core/task/skip-cause.ts';
import type { TaskSpec } from '../../src/server/core/task/spec.ts';
import type { QueuedTask, RunFacts } from '../../src/server/db/read-queue.ts';
import type { Deps } from '../../src/server/deps.ts';
import { type AgentlessTask, advanceTask } from '../../src/server/use-cases/advance-task.ts';
import type { PassResult } from '../../src/server/use-cases/dispatch-tasks.ts';
import { brokenStep, endUnplaced } from '../../src/server/use-cases/end-unplaced.ts';
import { isStillReady } from '../../src/server/use-cases/is-still-ready.ts';
import { buildScope, readScope } from '../../src/server/use-cases/resolve-task-input.ts';
import { skipBlocked } from '../../src/server/use-cases/skip-blocked.ts';
import { mapGate } from '../../src/server/use-cases/sort-tasks.ts';
import { isOutage } from '../../src/server/use-cases/until-answered.ts';

// What happens to ready tasks that may not simply be given to an agent: those a dependency forbids are skipped, those with a condition
// wait for its value, maps, loops and branches take their next step. The task stays in the queue meanwhile, so a crash in between loses nothing.

type Conditional = { task: QueuedTask; spec: TaskSpec; run: RunFacts };

export interface ConditionGate {
  /** Tasks whose condition was found true; the next pass may place them. */
  readonly passed: ReadonlySet<string>;
  /** How many tasks are being examined. */
  examining(): number;
  examine(result: PassResult): void;
  /** Resolves when nothing is examined any more. From here on conditions stay without an answer: the next process evaluates them. */
  close(): Promise<void>;
}

/** Entries kept of tasks that passed; a forgotten one is only evaluated again. */
const MOST_PASSED = 10_000;

/** The evaluator takes one at a time; every further scope would only lie in memory. */
const AT_ONCE = 2;

interface Turns {
  /** Resolves when it is one's turn: to true when one had to wait for it. */
  take(): Promise<boolean>;
  give(): void;
}

function createTurns(count: number): Turns {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async take() {
      if (free > 0) {
        free -= 1;
        return false;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
      return true;
    },
    give() {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
}

/** Does work when its turn comes, unless the task is not ready any more by then. */
function takeTurns(deps: Deps, isOpen: () => boolean) {
  const turns = createTurns(AT_ONCE);
  return async (task: QueuedTask, work: () => Promise<unknown>): Promise<void> => {
    const waited = await turns.take();
    try {
      if (isOpen() && (!waited || (await isStillReady(deps, task)))) await work();
    } finally {
      turns.give();
    }
  };
}

async function answerCondition(deps: Deps, evaluator: ConditionEvaluator, { task, spec, run }: Conditional) {
  const small = run.input !== undefined && run.context !== undefined;
  const facts = small ? { input: run.input ?? null, context: run.context ?? null } : await readScope(deps, task.runId);
  const scope = await buildScope(deps, facts, task.references);
  const [answer] = await evaluator.evaluate([{ source: spec.condition ?? 'true', scope }]);
  return answer;
}

/** While the database is away the next pass tries again; what would break every time fails its task. */
async function giveUp(deps: Deps, task: QueuedTask, error: unknown): Promise<void> {
  deps.log.warn({ err: error, taskId: task.id }, 'a task could not be examined');
  if (!isOutage(error)) await endUnplaced(deps, task, { status: 'failed', error: brokenStep(error) });
}

/**
 * @param on.passed called when a pass would place more
 * @param on.gate called with a gate at which tasks may have been parked
 */
export function createConditionGate(
  deps: Deps,
  evaluator: ConditionEvaluator,
  { passed: onPassed, gate: onGate }: { passed: () => void; gate: (key: string) => void },
): ConditionGate {
  const passed = new Set<string>();
  const examining = new Map<string, Promise<void>>();
  let closed = false;
  const inTurn = takeTurns(deps, () => !closed);

  const advance = async (agentless: AgentlessTask): Promise<void> => {
    await inTurn(agentless.task, () => advanceTask(deps, evaluator, agentless));
    if (agentless.spec.map?.max_concurrency !== undefined) onGate(mapGate(agentless.task.id));
    onPassed();
  };

  const evaluate = async (conditional: Conditional): Promise<void> => {
    const { task } = conditional;
    const answer = await answerCondition(deps, evaluator, conditional);
    // An evaluator that is closed answers that it is: this says nothing about the task.
    if (!answer || closed) return;
    if (!answer.ok) {
      await endUnplaced(deps, task, { status: 'failed', error: { code: 'condition_error', message: answer.message, retryable: false } });
    } else if (answer.value) {
      if (passed.size >= MOST_PASSED) passed.clear();
      passed.add(task.id);
      onPassed();
    } else {
      await endUnplaced(deps, task, { status: 'skipped', error: CONDITION_FALSE });
    }
  };

  /** One examination per task at a time. */
  const once = (task: QueuedTask, work: () => Promise<unknown>) => {
    if (examining.has(task.id) || closed) return;
    const done = work()
      .catch((error: unknown) => (closed ? undefined : giveUp(deps, task, error)))
      .catch((error: unknown) => deps.log.warn({ err: error, taskId: task.id }, 'nor could its end be stored; it is examined again'))
      .then(() => {
        examining.delete(task.id);
      });
    examining.set(task.id, done);
  };

  /** All that a pass found forbidden at once: one question for their reasons. */
  const skip = (blocked: readonly QueuedTask[]) => {
    const tasks = blocked.filter(({ id }) => !examining.has(id));
    if (tasks.length === 0 || closed) return;
    const skipped = skipBlocked(deps, tasks);
    for (const task of tasks) once(task, () => skipped);
  };

  return {
    passed,
    examining: () => examining.size,
    examine(result) {
      skip(result.blocked);
      for (const agentless of result.agentless) once(agentless.task, () => advance(agentless));
      for (const conditional of result.conditional) once(conditional.task, () => inTurn(conditional.task, () => evaluate(conditional)));
    },
    async close() {
      closed = true;
      await evaluator.close();
      await Promise.all(examining.values());
    },
  };
}
