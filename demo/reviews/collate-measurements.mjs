import { TaskDocumentError } from '../lib/failure.mjs';
import { isObject } from '../lib/task-document.mjs';

const LISTED = 20;

/**
 * Joins any measurements: how many there were, the sums of their counts, and the first findings. What a workflow measured in parts, in any
 * shape, becomes one answer.
 *
 * @param {{items?: unknown, answers?: unknown, results?: unknown}} input a list, or an object of named measurements
 * @param {(line: string) => void} log
 * @returns {Promise<{measured: number, skipped: number, missing: number, sums: Record<string, number>, findings: object[]}>}
 * @throws TaskDocumentError without measurements
 */
export async function collateMeasurements(input, log) {
  const given = input.items ?? input.answers ?? input.results;
  if (!isObject(given) && !Array.isArray(given)) throw new TaskDocumentError('input has no items, answers or results');
  const all = Object.values(given);
  const measured = all.filter((item) => isObject(item) && item.skipped !== true);
  const sums = {};
  for (const item of measured) addCounts(sums, item.sums ?? item);
  const collated = {
    measured: measured.reduce((sum, item) => sum + (isObject(item.sums) ? item.measured : 1), 0),
    skipped: all.filter((item) => isObject(item) && item.skipped === true).length,
    missing: all.filter((item) => item === null).length,
    sums: Object.fromEntries(Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1))),
    findings: measured.flatMap((item) => (Array.isArray(item.findings) ? item.findings : [])).slice(0, LISTED),
  };
  log(`${collated.measured} measurements joined, ${collated.skipped} skipped, ${collated.missing} missing`);
  return collated;
}

function addCounts(sums, item) {
  for (const [name, value] of Object.entries(item)) if (Number.isInteger(value)) sums[name] = (sums[name] ?? 0) + value;
}
