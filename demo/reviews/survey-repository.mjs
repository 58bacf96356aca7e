import { historyGap } from '../lib/commit-log.mjs';
import { divideIntoSlots, FOLDER_SLOTS } from '../lib/folder-slots.mjs';
import { isGenerated, isTest, languageOf } from '../lib/language.mjs';
import { openSnapshot } from '../lib/snapshot.mjs';

/**
 * The plan of a review: what the repository is, and its files divided among the folder slots.
 *
 * @param {{path: string}} input
 * @param {(line: string) => void} log
 * @returns {Promise<object>} `folders` always has FOLDER_SLOTS entries, null where the repository has no more folders
 */
export async function surveyRepository(input, log) {
  const snapshot = await openSnapshot(input.path);
  log(`${snapshot.name}: ${snapshot.files.length} files (${describeSource(snapshot)})`);
  const slots = divideIntoSlots(snapshot.files.map((file) => file.path));
  for (const slot of slots) log(`slot ${slot.name}: ${slot.files} files`);
  const gap = await historyGap(snapshot);
  if (gap) log(`history cannot be read: ${gap}`);
  return {
    repository: snapshot.name,
    source: snapshot.source,
    commit: snapshot.commit,
    shallow: snapshot.shallow,
    history_gap: gap,
    files: snapshot.files.length,
    bytes: snapshot.files.reduce((sum, file) => sum + file.size, 0),
    code_files: snapshot.files.filter((file) => languageOf(file.path)).length,
    test_files: snapshot.files.filter((file) => languageOf(file.path) && isTest(file.path)).length,
    generated_files: snapshot.files.filter((file) => isGenerated(file.path)).length,
    submodules: snapshot.submodules.slice(0, 50),
    folders: Array.from({ length: FOLDER_SLOTS }, (_, rank) => slots[rank] ?? null),
  };
}

function describeSource(snapshot) {
  if (snapshot.source === 'commit') return `commit ${snapshot.commit.slice(0, 12)}${snapshot.shallow ? ', shallow clone' : ''}`;
  return snapshot.source === 'index' ? 'no commit yet, the index' : 'no git, an unpacked archive';
}
