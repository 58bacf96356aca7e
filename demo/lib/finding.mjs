// A finding: one thing worth a look, with its place. Findings of all agents have this one shape.

export const SEVERITIES = ['high', 'medium', 'low'];

/**
 * @typedef {object} Finding
 * @property {string} area key of an area in score.mjs
 * @property {'high' | 'medium' | 'low'} severity
 * @property {string} title
 * @property {string} path
 * @property {number | null} line from 1
 * @property {number} weight larger is worse, among findings of one severity
 */

/** @param {Finding[]} findings @returns {Finding[]} the worst first, the same order for the same findings */
export function rankFindings(findings) {
  return [...findings].sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      b.weight - a.weight ||
      (a.path < b.path ? -1 : a.path > b.path ? 1 : (a.line ?? 0) - (b.line ?? 0)) ||
      (a.title < b.title ? -1 : 1),
  );
}
