import type { UseFormReturn } from 'react-hook-form';
import { type AgentForm, fieldOf } from './agent-form.ts';

export type FaultWords = (field: keyof AgentForm, value: string, message: string) => string;
/** The server says what only it can know (a name that is taken, an address that is closed) in words for people. */
export const theirWords: FaultWords = (_field, _value, message) => message;

/** Puts faults beside their fields; what has no field comes back as text. */
export function showAgentFaults(
  form: UseFormReturn<AgentForm>,
  faults: readonly { path: string; message: string }[],
  words: FaultWords,
): string {
  const rest: string[] = [];
  for (const { path, message } of faults) {
    // A change, and the template of a pool, say where they are faulty from themselves on.
    const field = fieldOf(path.replace(/^(change|template)\./, ''));
    if (field) form.setError(field, { message: words(field, String(form.getValues(field)), message) });
    else rest.push(path ? `${path}: ${message}` : message);
  }
  return rest.join(' ');
}
