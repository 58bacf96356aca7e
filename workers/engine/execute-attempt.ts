import type { AgentAnswer, AgentCall } from '../../src/server/agents/adapter.ts';
import { hostOfAgent } from '../../src/server/breakers/host-of-agent.ts';
import type { JsonValue } from '../../src/server/core/json.ts';
import type { AttemptError } from '../../src/server/core/task/attempt-outcome.ts';
import type { AttemptOutcome } from '../../src/server/core/task/settle.ts';
import { callSpanId, traceparentBelow } from '../../src/server/core/trace/trace-context.ts';
import type { Deps } from '../../src/server/deps.ts';
import { isTraced } from '../../src/server/env.ts';
import { logTopic } from '../../src/server/events/topics.ts';
import { askForMore } from '../../src/server/use-cases/ask-for-more.ts';
import { giveBackReported } from '../../src/server/use-cases/check-reported.ts';
import type { PlacedTask } from '../../src/server/use-cases/dispatch-tasks.ts';
import { handOverAttempt } from '../../src/server/use-cases/hand-over-attempt.ts';
import { idempotencyKeyOf } from '../../src/server/use-cases/idempotency-key-of.ts';
import type { OutputChecker } from '../../src/server/use-cases/open-output-checker.ts';
import { type ResolvedInput, readScope, resolveInputText } from '../../src/server/use-cases/resolve-task-input.ts';
import { settleOutcome } from '../../src/server/use-cases/settle-outcome.ts';
import { untilAnswered } from '../../src/server/use-cases/until-answered.ts';
import { verifyOutput } from '../../src/server/use-cases/verify-output.ts';
import { recall, remember } from './attempt-memory.ts';

// One attempt from placement to outcome. It ends in exactly one of these ways:
//   answered     the agent answered: completed, failed, or accepted (it will report later, the attempt leaves this process); where the
//                task has a contract, a result is first checked against it: verified, rejected (failed), unverified or a person's to decide
//   timeout      the task's own timeout passed: failed
//   cancelled    its run was cancelled: the call is aborted, the attempt closed
//   returned     the process stops: the call is aborted, the task goes back without losing an attempt
//   abandoned    the process may have lost its lease: the call is aborted, nothing is written

export type StopReason = 'timeout' | 'cancelled' | 'returned' | 'abandoned';

/** An attempt in this process. */
export interface RunningAttempt {
  readonly placed: PlacedTask;
  readonly startedAt: number;
  /** Set once the start was handed to the database. */
  startWrite: Promise<boolean> | null;
  /** The agent's part is over; what is left is to store the end, and the start with it. */
  answered: boolean;
  stop(reason: StopReason): void;
  readonly done: Promise<void>;
}

export type CallAgent = (agent: PlacedTask['agent'], call: AgentCall) => Promise<AgentAnswer>;

/** What an attempt is executed with. */
export interface AttemptTools {
  callAgent: CallAgent;
  checker: OutputChecker;
  /** The agent's answer, when it came from outside: the attempt then begins with its contract. */
  reported?: ReportedAnswer | undefined;
}

/** A result that came from outside: the agent's part is over, what is left is its contract. */
export interface ReportedAnswer {
  answer: AgentAnswer;
  /** How long the attempt has been running; milliseconds. */
  runningMs: number;
}

/** Makes its signal when somebody asks for it: a short call never does, and a signal costs more than such a call. */
interface Abort {
  readonly signal: AbortSignal;
  readonly aborted: boolean;
  abort(): void;
}

function createAbort(): Abort {
  let controller: AbortController | null = null;
  let aborted = false;
  return {
    get signal() {
      if (controller === null) {
        controller = new AbortController();
        if (aborted) controller.abort();
      }
      return controller.signal;
    },
    get aborted() {
      return aborted;
    },
    abort() {
      aborted = true;
      controller?.abort();
    },
  };
}

const failed = (error: AttemptError): AttemptOutcome => ({ kind: 'failed', error, usage: null });

async function readFacts(deps: Deps, { task, run }: PlacedTask): Promise<{ input: JsonValue; context: JsonValue }> {
  const small = run.input !== undefined && run.context !== undefined;
  return small ? { input: run.input ?? null, context: run.context ?? null } : await readScope(deps, task.runId);
}

/** What the task is given and what its run knows. That the database is away is no failure of the task: nobody was called yet. */
function resolveInput(
  deps: Deps,
  placed: PlacedTask,
  isOver: () => boolean,
): Promise<{ resolved: ResolvedInput; facts: { input: JsonValue; context: JsonValue } }> {
  const { inputText, references } = placed.task;
  return untilAnswered(deps, {
    what: 'the input of a task',
    isOver,
    async ask() {
      const facts = await readFacts(deps, placed);
      return { facts, resolved: await resolveInputText(deps, { inputText, run: facts, references }) };
    },
  });
}

/** A limit that cannot be asked does not end a call: it is asked again at the next step. */
function spendingOf(deps: Deps, placed: PlacedTask): AgentCall['spending'] {
  if (placed.heldUsd === undefined) return undefined;
  return {
    allowedUsd: placed.heldUsd,
    askForMore: (costUsd) =>
      askForMore(deps, placed, costUsd).catch((error: unknown) => {
        deps.log.warn({ err: error, attemptId: placed.attemptId }, 'what a call may cost could not be asked');
        return costUsd;
      }),
  };
}

function callOf(
  deps: Deps,
  placed: PlacedTask,
  { input, context, memory, abort }: { input: JsonValue; context: JsonValue; memory: AgentCall['memory']; abort: Abort },
): AgentCall {
  const { task, spec, attemptId, fence } = placed;
  let lines = 0;
  return {
    attemptId,
    taskId: task.id,
    runId: task.runId,
    fence,
    attempt: fence,
    idempotencyKey: idempotencyKeyOf(task.id, task.attempts),
    taskType: spec.taskType,
    taskKey: task.key,
    name: task.name,
    description: spec.description ?? null,
    input,
    context,
    memory,
    traceparent:
      traceparentBelow(
        { runId: task.runId, traceParent: placed.run.traceParent },
        { span: callSpanId(attemptId), recorded: isTraced(deps.env) },
      ) ?? undefined,
    spending: spendingOf(deps, placed),
    timeoutMs: spec.timeoutMs,
    get signal() {
      return abort.signal;
    },
    log: (stream, text) => {
      lines += 1;
      const line = { attemptId, taskId: task.id, seq: lines, stream, text, agoMs: 0 };
      deps.road.logs.add(line).then(
        () => deps.feed.publish([logTopic(task.id)]),
        (error: unknown) => deps.log.warn({ err: error, attemptId }, 'a log line was not stored'),
      );
    },
  };
}

function outcomeOf(placed: PlacedTask, stopped: StopReason | null, answer: AgentAnswer): AttemptOutcome | 'accepted' | 'abandoned' {
  switch (stopped) {
    case 'abandoned':
      return 'abandoned';
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'returned':
      return { kind: 'returned' };
    case 'timeout':
      return failed({
        code: 'timeout',
        message: `no result within the task's timeout of ${placed.spec.timeoutMs / 1_000} s`,
        retryable: true,
      });
    case null:
      break;
  }
  if (answer.kind === 'accepted') return 'accepted';
  return answer;
}

async function report(
  deps: Deps,
  attempt: RunningAttempt,
  { outcome, workedMs }: { outcome: AttemptOutcome | 'accepted' | 'abandoned'; workedMs: number },
): Promise<void> {
  const { placed } = attempt;
  if (outcome === 'abandoned') return;
  const runningMs = performance.now() - attempt.startedAt;
  const startStored = attempt.startWrite !== null && (await attempt.startWrite);
  if (outcome === 'accepted') {
    await handOverAttempt(deps, { placed, runningMs, startStored });
    return;
  }
  const { task, agent, spec, attemptId, fence, grants } = placed;
  const guards = { grants, host: hostOfAgent(agent) };
  const ending = { ...guards, attemptId, taskId: task.id, runId: task.runId, agentId: agent.id, taskType: spec.taskType, fence };
  const end = { ...ending, attempts: task.attempts, losses: task.losses, spec, runningMs, workedMs, startStored };
  if (await settleOutcome(deps, end, outcome)) await remember(deps, placed, outcome);
}

async function answerOf(
  deps: Deps,
  placed: PlacedTask,
  { callAgent, abort }: { callAgent: CallAgent; abort: Abort },
): Promise<AgentAnswer> {
  try {
    const { resolved } = await resolveInput(deps, placed, () => abort.aborted);
    if ('fault' in resolved) {
      return { kind: 'failed', error: { code: 'input_unresolved', message: resolved.fault, retryable: false }, usage: null };
    }
    return await callAgent(placed.agent, callOf(deps, placed, { ...resolved, memory: await recall(deps, placed), abort }));
  } catch (error) {
    deps.log.error({ err: error, attemptId: placed.attemptId, agent: placed.agent.name }, 'a call of an agent broke');
    const message = error instanceof Error ? error.message.slice(0, 500) : 'the call broke';
    return { kind: 'failed', error: { code: 'internal', message, retryable: true }, usage: null };
  }
}

/** A result that its task's contract is asked about, or anything else as it is. A check that breaks proves nothing. */
async function verified(
  deps: Deps,
  placed: PlacedTask,
  { outcome, checker, signal }: { outcome: AttemptOutcome; checker: OutputChecker; signal: AbortSignal },
): Promise<AttemptOutcome> {
  const { task, spec, agent, fence } = placed;
  if (spec.contract === undefined || outcome.kind !== 'completed') return outcome;
  try {
    const { resolved, facts } = await resolveInput(deps, placed, () => signal.aborted);
    const input = 'fault' in resolved ? null : resolved.input;
    const returned = { task, spec, attemptId: placed.attemptId, agentId: agent.id, fence, input, run: facts, signal };
    return await verifyOutput(deps, checker, { returned, outcome });
  } catch (error) {
    deps.log.error({ err: error, attemptId: placed.attemptId }, 'a contract could not be checked');
    return { ...outcome, verification: { verdict: 'unverified', quality: null, check: null, reason: 'the contract could not be checked' } };
  }
}

/** Starts an attempt. It never rejects: what goes wrong becomes its outcome. */
export function executeAttempt(deps: Deps, placed: PlacedTask, tools: AttemptTools): RunningAttempt {
  const { reported } = tools;
  const abort = createAbort();
  let stopped: StopReason | null = null;
  const stop = (reason: StopReason) => {
    stopped ??= reason;
    abort.abort();
  };
  const timer = reported === undefined ? setTimeout(stop, Math.min(placed.spec.timeoutMs, MAX_TIMER_MS), 'timeout') : undefined;
  const run = async (): Promise<void> => {
    const answer = reported?.answer ?? (await answerOf(deps, placed, { callAgent: tools.callAgent, abort }));
    clearTimeout(timer);
    const workedMs = performance.now() - attempt.startedAt;
    try {
      let outcome = outcomeOf(placed, stopped, answer);
      if (placed.spec.contract !== undefined && typeof outcome === 'object') {
        const checked = await verified(deps, placed, { outcome, checker: tools.checker, signal: abort.signal });
        outcome = stopped === null ? checked : outcomeOf(placed, stopped, answer);
      }
      attempt.answered = true;
      if (reported !== undefined && stopped === 'returned') await giveBackReported(deps, placed.attemptId);
      else await report(deps, attempt, { outcome, workedMs });
    } catch (error) {
      // The dispatcher finds it among the strays and hands it back: nothing is lost but time.
      deps.log.error({ err: error, attemptId: placed.attemptId }, 'an outcome could not be stored');
      if (reported !== undefined) await giveBackReported(deps, placed.attemptId).catch(() => undefined);
    }
  };
  const attempt: RunningAttempt = {
    placed,
    startedAt: performance.now() - (reported?.runningMs ?? 0),
    startWrite: reported === undefined && placed.hedge !== true ? null : Promise.resolve(true),
    answered: false,
    stop,
    done: Promise.resolve(),
  };
  return Object.assign(attempt, { done: run() });
}

/** Longer timers overflow to zero. */
const MAX_TIMER_MS = 2_147_483_647;
