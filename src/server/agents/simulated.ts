import type { AgentProfile } from '../core/agent/agent.ts';
import type { AgentAdapter, AgentAnswer, AgentCall } from './adapter.ts';
import { CANCELLED, failed } from './agent-answers.ts';

// An agent that does nothing for a while: for trying out workflows, and for benchmarks (with no latency a call costs about a
// microsecond). Whatever it answers says that it is simulated. With a seed, an attempt always ends the same way.

const FAILURE = failed('simulated_failure', 'the simulated agent failed, as its failure_rate asks', { retryable: true });

export function createSimulatedAdapter(random: () => number): AgentAdapter<'simulated'> {
  const outputs = new WeakMap<AgentProfile<'simulated'>, string>();
  const outputOf = (agent: AgentProfile<'simulated'>) => {
    let text = outputs.get(agent);
    if (text === undefined) {
      text = JSON.stringify({ simulated: true, agent: agent.name.toWellFormed(), quality: agent.config.quality });
      outputs.set(agent, text);
    }
    return text;
  };
  return {
    kind: 'simulated',
    async call(agent, call) {
      const { latency_ms, latency_jitter, failure_rate, seed } = agent.config;
      const draw = seed === undefined ? random : createDraws(seed, call.attemptId);
      const fails = failure_rate > 0 && draw() < failure_rate;
      const answer: AgentAnswer = fails ? FAILURE : { kind: 'completed', outputText: outputOf(agent), usage: null };
      if (latency_ms === 0) return answer;
      return waitAnswer(latency_ms * (1 + latency_jitter * (2 * draw() - 1)), call, answer);
    },
  };
}

function waitAnswer(latencyMs: number, call: AgentCall, answer: AgentAnswer): Promise<AgentAnswer> {
  const late = latencyMs > call.timeoutMs;
  const outcome = late ? failed('timeout', `no result within ${call.timeoutMs} ms`, { retryable: true }) : answer;
  if (call.signal.aborted) return Promise.resolve(CANCELLED);
  return new Promise((resolve) => {
    const cancel = () => {
      clearTimeout(timer);
      resolve(CANCELLED);
    };
    const timer = setTimeout(
      () => {
        call.signal.removeEventListener('abort', cancel);
        resolve(outcome);
      },
      late ? call.timeoutMs : latencyMs,
    );
    call.signal.addEventListener('abort', cancel, { once: true });
  });
}

/** Numbers in [0, 1) that depend on the seed and the attempt alone (FNV-1a, then mulberry32). */
function createDraws(seed: number, attemptId: string): () => number {
  let state = 0x811c9dc5 ^ seed;
  for (let index = 0; index < attemptId.length; index++) state = Math.imul(state ^ attemptId.charCodeAt(index), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
