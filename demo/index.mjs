// The door of the demo: data and builders for the first start. The agents are programs of their own, see agents/.

export { buildFleet, readNarrator } from './fleet.mjs';
export { FOLDER_SLOTS } from './lib/folder-slots.mjs';
export { buildRepositoryReview, DEFAULT_REVIEW_INPUT } from './repository-review.mjs';

import { divideIntoSlots } from './lib/folder-slots.mjs';
import { openSnapshot } from './lib/snapshot.mjs';

/**
 * The folder slots of a repository, as the survey fills them.
 *
 * @param {string} path
 * @returns {Promise<import('./lib/folder-slots.mjs').FolderSlot[]>}
 * @throws PathError, NotARepositoryError, GitError
 */
export async function listFolders(path) {
  const snapshot = await openSnapshot(path);
  return divideIntoSlots(snapshot.files.map((file) => file.path));
}
