/** Where a draft stands when somebody wants it published. */
export interface PublishFacts {
  /** Somebody else has stored another draft: that is to be merged first. */
  isContested: boolean;
  /** It is on its way to being published. */
  publishing: boolean;
  /** A save of it is on its way. */
  saving: boolean;
  /** All that is wrong with it is known. */
  settled: boolean;
  isRight: boolean;
  /** It differs from what is stored. */
  changed: boolean;
}

/**
 * What is done at once: `wait` asks again when the save or the check that is under way has ended. A second save beside one that is on its
 * way would be made from a revision that is about to be an old one, and be refused as if it were somebody else's.
 */
export type PublishStep = 'nothing' | 'wait' | 'refuse' | 'save' | 'publish';

/** The next step towards publishing a draft. */
export function planPublish({ isContested, publishing, saving, settled, isRight, changed }: PublishFacts): PublishStep {
  if (isContested || publishing) return 'nothing';
  if (saving || !settled) return 'wait';
  if (!isRight) return 'refuse';
  return changed ? 'save' : 'publish';
}
