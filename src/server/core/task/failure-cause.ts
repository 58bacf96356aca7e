import type { AttemptError } from './attempt-outcome.ts';

/** Characters; a list shows one line. */
const MAX_CAUSE = 300;

function lastLine(detail: AttemptError['detail']): string | null {
  const { stderr } = detail ?? {};
  if (!Array.isArray(stderr)) return null;
  const lines = stderr.filter((line): line is string => typeof line === 'string' && line.trim() !== '');
  return lines.at(-1)?.trim() ?? null;
}

/**
 * Why an attempt failed, in one line: what a program said last names the cause better than its exit code does. Text of an agent: show it as
 * text only.
 */
export function failureCause(error: AttemptError): string {
  return `${error.code}: ${lastLine(error.detail) ?? error.message}`.slice(0, MAX_CAUSE);
}
