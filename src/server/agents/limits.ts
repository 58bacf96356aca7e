import type { AgentTimeouts } from '../core/agent/agent.ts';
import { OUTPUT_LIMITS } from '../core/clean-output.ts';

/** How much of one call an agent may take. All times in milliseconds. */
export interface AgentLimits {
  /** Decoded bytes of a result; also of an event of a model's stream. */
  outputBytes: number;
  /** Nesting of a result. */
  outputDepth: number;
  connectMs: number;
  /** From the start of the call to the first byte of the answer. */
  firstByteMs: number;
  /** Between two bytes of the answer. */
  idleMs: number;
  /** Lines that one call may add to the log; then one notice is written and the rest is dropped. */
  logLines: number;
  /** Characters of a log line; a longer one is cut into several. */
  logLineLength: number;
  /** Between asking a command to end and making it. */
  killGraceMs: number;
}

export const DEFAULT_LIMITS: AgentLimits = {
  outputBytes: OUTPUT_LIMITS.maxBytes,
  outputDepth: OUTPUT_LIMITS.maxDepth,
  connectMs: 5_000,
  firstByteMs: 60_000,
  idleMs: 30_000,
  logLines: 10_000,
  logLineLength: 4_000,
  killGraceMs: 2_000,
};

/** The limits of a call of an agent with timeouts of its own. */
export function limitsWith(limits: AgentLimits, timeouts: AgentTimeouts): AgentLimits {
  const { connect_seconds, first_byte_seconds, idle_seconds } = timeouts ?? {};
  return {
    ...limits,
    ...(connect_seconds !== undefined && { connectMs: connect_seconds * 1_000 }),
    ...(first_byte_seconds !== undefined && { firstByteMs: first_byte_seconds * 1_000 }),
    ...(idle_seconds !== undefined && { idleMs: idle_seconds * 1_000 }),
  };
}

/** The whole time of such a call, ms: the task's, or less where the agent's own is less. */
export function totalTimeout(taskMs: number, seconds: number | undefined): number {
  return seconds === undefined ? taskMs : Math.min(taskMs, seconds * 1_000);
}
