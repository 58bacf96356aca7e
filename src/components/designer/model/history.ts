import { applyPatch, diffText, type Patch, revertPatch } from './patch-text.ts';

// Steps back and forth over one text, whoever changed it: the canvas, the form, the keyboard, an import. A step is what was replaced, so
// that a thousand of them over a large definition weigh little.

interface Step extends Patch {
  /** In words, for the menu: "add task". */
  label: string;
  /** When it was made, ms. */
  at: number;
}

export interface History {
  text: string;
  past: readonly Step[];
  /** Steps taken back, the next one to be made again last. */
  future: readonly Step[];
}

/** Steps that are always kept. */
export const LEAST_STEPS = 500;
/** Characters that older steps may hold together, beyond LEAST_STEPS. */
const MOST_CHARACTERS = 8_000_000;
/** Typing goes on as one step while pauses are shorter, ms. */
const TYPING_PAUSE = 1_000;
export const TYPING = 'typing';

export function startHistory(text: string): History {
  return { text, past: [], future: [] };
}

/** One step of typing goes on: letters behind letters of the same line, or deleting on from where deleting began. */
function continues(last: Step | undefined, next: Step): last is Step {
  if (last?.label !== TYPING || next.label !== TYPING || next.at - last.at > TYPING_PAUSE) return false;
  if (next.removed === '' && last.removed === '')
    return next.from === last.from + last.inserted.length && !next.inserted.includes('\n') && !last.inserted.endsWith('\n');
  return next.inserted === '' && last.inserted === '' && (next.from === last.from || next.from + next.removed.length === last.from);
}

function joined(last: Step, next: Step): Step {
  if (next.removed === '') return { ...last, inserted: last.inserted + next.inserted, at: next.at };
  return next.from === last.from
    ? { ...last, removed: last.removed + next.removed, at: next.at }
    : { ...next, removed: next.removed + last.removed };
}

function trimmed(steps: Step[]): Step[] {
  let characters = 0;
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const { removed, inserted } = steps[index] as Step;
    characters += removed.length + inserted.length;
    if (characters > MOST_CHARACTERS && steps.length - index > LEAST_STEPS) return steps.slice(index + 1);
  }
  return steps;
}

/** The text as it is after a change; the same history when nothing changed. */
export function record(history: History, text: string, { label, at }: { label: string; at: number }): History {
  if (text === history.text) return history;
  const step = { ...diffText(history.text, text), label, at };
  const last = history.past.at(-1);
  const goesOn = history.future.length === 0 && continues(last, step);
  const past = goesOn ? [...history.past.slice(0, -1), joined(last as Step, step)] : trimmed([...history.past, step]);
  return { text, past, future: [] };
}

export function undo(history: History): History {
  const step = history.past.at(-1);
  if (!step) return history;
  return { text: revertPatch(history.text, step), past: history.past.slice(0, -1), future: [...history.future, step] };
}

export function redo(history: History): History {
  const step = history.future.at(-1);
  if (!step) return history;
  return { text: applyPatch(history.text, step), past: [...history.past, step], future: history.future.slice(0, -1) };
}
