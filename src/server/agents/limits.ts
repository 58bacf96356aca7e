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
