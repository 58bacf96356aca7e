import type { AgainBecause } from '@/server/core/run/plan-rerun.ts';

/** Why a task runs again, in a few words. */
export const AGAIN_WORDS: Record<AgainBecause, string> = {
  everything: 'everything runs again',
  chosen: 'chosen',
  edited: 'has another input',
  new: 'new in this version',
  changed: 'changed in this version',
  later: 'was not over at the checkpoint',
  unfinished: 'did not complete',
  follows: 'follows one of them',
};
