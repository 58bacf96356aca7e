import type { TerminalTaskStatus } from './state.ts';

// What an ended task means for those that depend on it. The settle statement in src/server/db says the same as a CASE over EDGE_TABLE.

export const DEPENDENCY_WHENS = ['completed', 'failed', 'always'] as const;
export type DependencyWhen = (typeof DEPENDENCY_WHENS)[number];
/** What a stored edge may say, too: a branch took another way than this one, which forbids it however the branch ended. */
export type EdgeWhen = DependencyWhen | 'not_taken';
export type EdgeEffect = 'satisfied' | 'blocking';

/** The truth table of a hard edge: condition of the edge x how the task it waits for ended. */
export const EDGE_TABLE: Readonly<Record<EdgeWhen, Readonly<Record<TerminalTaskStatus, EdgeEffect>>>> = {
  completed: { completed: 'satisfied', failed: 'blocking', cancelled: 'blocking', skipped: 'blocking' },
  failed: { completed: 'blocking', failed: 'satisfied', cancelled: 'blocking', skipped: 'blocking' },
  always: { completed: 'satisfied', failed: 'satisfied', cancelled: 'satisfied', skipped: 'satisfied' },
  not_taken: { completed: 'blocking', failed: 'blocking', cancelled: 'blocking', skipped: 'blocking' },
};

/** Whether an edge lets its task go ahead once the task it waits for has ended. A soft edge only waits, it never forbids. */
export function edgeEffect(when: EdgeWhen, soft: boolean, outcome: TerminalTaskStatus): EdgeEffect {
  return soft ? 'satisfied' : EDGE_TABLE[when][outcome];
}
