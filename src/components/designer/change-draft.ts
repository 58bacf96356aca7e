import { toast } from 'sonner';
import type { Change, DraftStore } from './draft-store.ts';

/** Makes changes, each one step of undo; false when the text cannot be read. */
export const changeIn =
  (store: DraftStore) =>
  (made: Change): boolean => {
    if (store.change(made)) return true;
    toast.error('The text cannot be read as it stands. Mend it first, or undo.');
    return false;
  };
