import type { BranchDefinition } from './growing-task.ts';

/** What a branch found: the position of the case that holds, or null for `otherwise`, and the tasks on the way it takes. */
export interface TakenWay {
  case: number | null;
  taken: string[];
}

/** @param holds the position of the first case that holds; null when none does */
export function chooseWay(branch: BranchDefinition, holds: number | null): TakenWay & { notTaken: string[] } {
  const taken = (holds === null ? branch.otherwise : branch.cases[holds]?.then) ?? [];
  const all = [...branch.cases.flatMap(({ then }) => then), ...(branch.otherwise ?? [])];
  return { case: holds, taken: [...new Set(taken)], notTaken: [...new Set(all)].filter((id) => !taken.includes(id)) };
}
