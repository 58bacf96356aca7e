import type { AttemptErrorCode, AttemptUsage } from '../core/task/attempt-outcome.ts';
import type { AgentAnswer } from './adapter.ts';
import { failed } from './agent-answers.ts';
import type { AgentLimits } from './limits.ts';

export type CleanedOutput = { ok: true; text: string } | { ok: false; code: AttemptErrorCode; message: string };

/** Makes JSON text storable: no NUL, no lone surrogates, within the size and the nesting. */
export type CleanOutput = (text: string, limits: { maxBytes: number; maxDepth: number }) => CleanedOutput;

export interface OutputRules {
  cleanOutput: CleanOutput;
  limits: AgentLimits;
}

/** A completed answer from JSON text, or the failure that says why it is none. */
export function jsonOutput(text: string, rules: OutputRules, usage: AttemptUsage | null = null): AgentAnswer {
  const cleaned = rules.cleanOutput(text, { maxBytes: rules.limits.outputBytes, maxDepth: rules.limits.outputDepth });
  if (cleaned.ok) return { kind: 'completed', outputText: cleaned.text, usage };
  // The same agent may answer properly the next time, but an answer over the cap costs as much again.
  return failed(cleaned.code, cleaned.message, { retryable: cleaned.code !== 'output_too_large', usage });
}

/** A completed answer from any text: what parses as JSON is the output, other text becomes `{"text": ...}`. */
export function textOutput(text: string, rules: OutputRules): AgentAnswer {
  const asJson = jsonOutput(text, rules);
  return asJson.kind === 'completed' || isJson(text) ? asJson : jsonOutput(JSON.stringify({ text }), rules);
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function outputTooLarge(limits: AgentLimits, usage: AttemptUsage | null = null): AgentAnswer {
  return failed('output_too_large', `the answer is larger than ${limits.outputBytes} bytes`, { retryable: false, usage });
}
