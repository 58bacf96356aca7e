// The input of a folder task: a path and the slot that the survey filled, or null when the repository has fewer folders than slots.

import { TaskDocumentError } from './failure.mjs';
import { isInSlot } from './folder-slots.mjs';
import { openSnapshot } from './snapshot.mjs';
import { isObject } from './task-document.mjs';

/** What a folder task answers for an empty slot. */
export const EMPTY_SLOT = { skipped: true, reason: 'the repository has fewer folders than slots' };

const EVERYTHING = { name: '(everything)', folder: '', except: [] };

/**
 * @param {{path: string, folder?: object | null}} input without `folder`, the whole repository
 * @returns {Promise<{snapshot: import('./snapshot.mjs').Snapshot, slot: object, files: object[]}>}
 * @throws TaskDocumentError and what opening a snapshot throws
 */
export async function openFolder(input) {
  const slot = input.folder === undefined ? EVERYTHING : parseSlot(input.folder);
  const snapshot = await openSnapshot(input.path);
  return { snapshot, slot, files: snapshot.files.filter((file) => isInSlot(slot, file.path)) };
}

/** @throws TaskDocumentError */
export function parseSlot(value) {
  const isSlot =
    isObject(value) &&
    typeof value.name === 'string' &&
    typeof value.folder === 'string' &&
    Array.isArray(value.except) &&
    value.except.every((entry) => typeof entry === 'string');
  if (!isSlot) throw new TaskDocumentError('input.folder is not a folder slot {name, folder, except[]}');
  return value;
}
