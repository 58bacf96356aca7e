import { deepFreeze } from '../freeze.ts';
import type { WorkflowDefinition } from './definition.ts';

// A graph is seldom started once: schedules, triggers and clients send the same text again and again, with other inputs. What was found valid
// of late is not looked through again, and gives the same object, which nobody can change.

/** Texts together, in characters: what is read from them takes some five times as much memory. */
const MOST_CHARACTERS = 1_000_000;
/** A longer text is not kept: it would push out everything else. */
const LONGEST = MOST_CHARACTERS / 4;

/** In the order of their last use. */
const recent = new Map<string, WorkflowDefinition>();
let characters = 0;

/** The valid definition that this text was found to be, if that is not long ago. */
export function recallDefinition(text: string): WorkflowDefinition | undefined {
  const known = recent.get(text);
  if (known === undefined) return undefined;
  recent.delete(text);
  recent.set(text, known);
  return known;
}

/** Remembers a valid definition by the JSON text it was read from. */
export function rememberDefinition(text: string, definition: WorkflowDefinition): WorkflowDefinition {
  if (text.length > LONGEST || recent.has(text)) return definition;
  recent.set(text, deepFreeze(definition));
  characters += text.length;
  for (const oldest of recent.keys()) {
    if (characters <= MOST_CHARACTERS) break;
    recent.delete(oldest);
    characters -= oldest.length;
  }
  return definition;
}
