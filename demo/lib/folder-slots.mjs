// A run has a fixed number of folder slots, a repository has any number of folders. The files are divided among the slots so that every
// file is in exactly one and the slots are as even as folder borders allow.

/** Folder tasks of each kind in one run. */
export const FOLDER_SLOTS = 10;
/** A folder of fewer files is not worth tasks of its own. */
const MIN_FILES = 3;

/**
 * @typedef {object} FolderSlot
 * @property {string} name for people: the folder, with ` (rest)` when parts of it have slots of their own
 * @property {string} folder the files below it ('' is the whole repository) ...
 * @property {string[]} except ... but not below these
 * @property {number} files
 */

/**
 * Starts with one slot of everything and, while there are slots left, takes out the folder that divides its slot most evenly.
 *
 * @param {string[]} paths
 * @param {number} [count]
 * @returns {FolderSlot[]} at most `count`, in code-unit order of their folders; none for no files
 */
export function divideIntoSlots(paths, count = FOLDER_SLOTS) {
  if (paths.length === 0) return [];
  const slots = [{ folder: '', except: [], paths }];
  while (slots.length < count) {
    const division = bestDivision(slots);
    if (!division) break;
    const { slot, folder } = division;
    slots.push({
      folder,
      except: slot.except.filter((other) => isBelow(other, folder)),
      paths: slot.paths.filter((p) => isBelow(p, folder)),
    });
    slot.except = [...slot.except.filter((other) => !isBelow(other, folder)), folder].sort();
    slot.paths = slot.paths.filter((p) => !isBelow(p, folder));
  }
  return slots
    .sort((a, b) => (a.folder < b.folder ? -1 : 1))
    .map((slot) => ({ name: slotName(slot), folder: slot.folder, except: slot.except, files: slot.paths.length }));
}

/** @returns {boolean} whether the file belongs to the slot */
export function isInSlot(slot, path) {
  return isBelow(path, slot.folder) && !slot.except.some((folder) => isBelow(path, folder));
}

function slotName({ folder, except }) {
  if (folder === '') return except.length > 0 ? '(rest)' : '(everything)';
  return except.length > 0 ? `${folder} (rest)` : folder;
}

function isBelow(path, folder) {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

function bestDivision(slots) {
  let best = null;
  for (const slot of slots) {
    for (const [folder, files] of countByFolder(slot)) {
      const evenness = Math.min(files, slot.paths.length - files);
      if (files < MIN_FILES || evenness === 0) continue;
      if (!best || evenness > best.evenness || (evenness === best.evenness && folder < best.folder)) best = { slot, folder, evenness };
    }
  }
  return best;
}

function countByFolder({ folder: top, paths }) {
  const counts = new Map();
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > top.length; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
  }
  return counts;
}
