import type { AgentAnswer, AgentCall } from '../../src/server/agents/adapter.ts';
import type { AgentProfile } from '../../src/server/core/agent/agent.ts';
import type { AttemptError } from '../../src/server/core/task/attempt-outcome.ts';

// Agents that do what a test says, and the ground truth of what they did: one effect per call, whatever the engine believes.

export interface Effect {
  attemptId: string;
  taskId: string;
  taskKey: string;
  runId: string;
  fence: number;
  idempotencyKey: string;
  agentId: string;
  input: unknown;
}

export type Script = (call: AgentCall, agent: AgentProfile) => AgentAnswer | Promise<AgentAnswer>;

export const completed = (output: unknown): AgentAnswer => ({ kind: 'completed', outputText: JSON.stringify(output), usage: null });

export const failedWith = (error: Partial<AttemptError> = {}): AgentAnswer => ({
  kind: 'failed',
  error: { code: 'agent_error', message: 'it did not work', retryable: true, ...error },
  usage: null,
});

/** Ends when the call is stopped; a real adapter's answer is then ignored too. */
export const hang: Script = (call) =>
  new Promise((resolve) => {
    const stop = () => resolve(failedWith({ code: 'cancelled', retryable: false }));
    if (call.signal.aborted) stop();
    else call.signal.addEventListener('abort', stop, { once: true });
  });

/** Calls that wait until the test lets them go. */
export interface Hold {
  script: Script;
  /** Lets go of everything that waits and of everything that comes. */
  release(answer?: AgentAnswer): void;
}

export function createHold(): Hold {
  let letGo: (answer: AgentAnswer) => void = () => {};
  const released = new Promise<AgentAnswer>((resolve) => {
    letGo = resolve;
  });
  return {
    script: (call, agent) => Promise.race([released, hang(call, agent)]),
    release: (answer = completed({ held: true })) => letGo(answer),
  };
}

export interface ScriptedAgents {
  /** What tasks of a type do from now on; other types complete at once with `{ key }`. */
  on(taskType: string, script: Script): void;
  call: (agent: AgentProfile, call: AgentCall) => Promise<AgentAnswer>;
  readonly effects: Effect[];
  /** Effects of tasks of a run, by task_id. */
  effectsOf(runId: string, taskKey?: string): Effect[];
  /** Resolves when so many calls of a run have begun. */
  begun(runId: string, count: number): Promise<void>;
  /** How many calls of tasks of this type were under way at once at most. */
  mostAtOnce(taskType: string): number;
}

export function createScriptedAgents(): ScriptedAgents {
  const scripts = new Map<string, Script>();
  const effects: Effect[] = [];
  const atOnce = new Map<string, { now: number; most: number }>();
  const listeners = new Set<() => void>();
  const effectsOf = (runId: string, taskKey?: string) =>
    effects.filter((effect) => effect.runId === runId && (taskKey === undefined || effect.taskKey === taskKey));
  return {
    effects,
    effectsOf,
    on(taskType, script) {
      scripts.set(taskType, script);
    },
    async call(agent, call) {
      const { attemptId, taskId, taskKey, runId, fence, idempotencyKey, input } = call;
      effects.push({ attemptId, taskId, taskKey, runId, fence, idempotencyKey, agentId: agent.id, input });
      const count = atOnce.get(call.taskType) ?? { now: 0, most: 0 };
      atOnce.set(call.taskType, count);
      count.now += 1;
      count.most = Math.max(count.most, count.now);
      for (const listener of listeners) listener();
      try {
        return await (scripts.get(call.taskType)?.(call, agent) ?? completed({ key: call.taskKey }));
      } finally {
        count.now -= 1;
      }
    },
    begun(runId, count) {
      return new Promise((resolve) => {
        const look = () => {
          if (effectsOf(runId).length < count) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      });
    },
    mostAtOnce: (taskType) => atOnce.get(taskType)?.most ?? 0,
  };
}
