import { findDuplicateBlocks, MIN_LINES, MIN_TOKENS } from '../lib/duplicate-blocks.mjs';
import { TaskDocumentError } from '../lib/failure.mjs';
import { EMPTY_SLOT, openFolder, parseSlot } from '../lib/folder-input.mjs';
import { isInSlot } from '../lib/folder-slots.mjs';
import { isOwnCode, isTest } from '../lib/language.mjs';
import { readTexts } from '../lib/snapshot.mjs';

/** Most text of one task, in characters; the files after that are named as not measured. */
const MAX_CHARACTERS = 48 * 1024 * 1024;
const LISTED = 15;

/**
 * Copied blocks inside one folder, or between folders when the input lists them as `between`. Tests are left out: they repeat
 * themselves on purpose.
 *
 * @param {{path: string, folder?: object | null, between?: Array<object | null>}} input
 * @param {(line: string) => void} log
 */
export async function findDuplicates(input, log) {
  if (input.folder === null) return EMPTY_SLOT;
  const { snapshot, slot, files } = await openFolder(input);
  const candidates = files.filter((file) => isOwnCode(file) && !isTest(file.path));
  const texts = [];
  let characters = 0;
  let unread = 0;
  for await (const { file, text } of readTexts(snapshot, candidates)) {
    if (text === null || characters + text.length > MAX_CHARACTERS) unread += 1;
    else {
      characters += text.length;
      texts.push({ path: file.path, text });
    }
  }
  log(`${slot.name}: comparing ${texts.length} files`);
  const { blocks, significantLines, duplicatedLines } = findDuplicateBlocks(texts, acrossSlots(input.between));
  log(`${slot.name}: ${blocks.length} copied blocks, ${duplicatedLines} of ${significantLines} lines`);
  return {
    measured: true,
    rule: `at least ${MIN_LINES} equal lines and ${MIN_TOKENS} tokens`,
    files: texts.length,
    unread_files: unread,
    significant_lines: significantLines,
    duplicated_lines: duplicatedLines,
    block_count: blocks.length,
    blocks: blocks.slice(0, LISTED),
  };
}

function acrossSlots(between) {
  if (between === undefined) return undefined;
  if (!Array.isArray(between)) throw new TaskDocumentError('input.between is not a list of folder slots');
  const slots = between.filter((slot) => slot !== null).map(parseSlot);
  const slotOf = (path) => slots.findIndex((slot) => isInSlot(slot, path));
  return (first, second) => slotOf(first) !== slotOf(second);
}
