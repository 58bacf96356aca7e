// The history as `git log --numstat` tells it: which files every commit changed, by how many lines, by whom.

import { runGit } from './git.mjs';

/** Newest commits that are read. More would make the oldest habits outweigh the present ones. */
export const MAX_COMMITS = 5_000;

/** Before every commit; a change begins with a digit or a dash. */
const COMMIT_MARK = '\u0001';

/**
 * @typedef {object} Commit
 * @property {string} author name as the repository's .mailmap gives it
 * @property {string} email
 * @property {number} at author time, seconds since 1970
 * @property {Array<{path: string, added: number, deleted: number}>} files lines are 0 for binary files
 */

/**
 * Whether the history can say anything, and if not, why.
 *
 * @param {import('./snapshot.mjs').Snapshot} snapshot
 * @returns {Promise<string | null>} the reason, or null when it can be read
 */
export async function historyGap(snapshot) {
  if (snapshot.source === 'archive') return 'no git history: the path is an unpacked source archive';
  if (snapshot.source === 'index') return 'no commit yet';
  const promisor = await runGit(snapshot.root, ['config', '--get-regexp', '^remote\\..*\\.promisor$'], { allowExitCodes: [1] });
  if (promisor) return 'a partial clone: the older contents that changes are counted from are not here';
  const count = await runGit(snapshot.root, ['rev-list', '--count', '--max-count=2', snapshot.commit]);
  if (Number(count) >= 2) return null;
  return snapshot.shallow ? 'a shallow clone with a single commit' : 'a single commit';
}

/**
 * Newest first, without merges. A commit without parents in a shallow clone is where the clone was cut: it shows everything as added
 * by whoever came last, and is left out.
 *
 * @param {import('./snapshot.mjs').Snapshot} snapshot with commits
 * @param {{folder: string, except: string[]}} [slot] only changes of its files
 * @returns {Promise<Commit[]>}
 */
export async function readCommits(snapshot, slot = { folder: '', except: [] }) {
  const output = await runGit(snapshot.root, [
    'log',
    '-z',
    '--numstat',
    '--relative',
    '--no-merges',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--no-show-signature',
    '--no-notes',
    '--no-color',
    '--diff-algorithm=myers',
    '-O/dev/null',
    '--ignore-submodules=all',
    `--max-count=${MAX_COMMITS}`,
    '--format=%x01%H%x00%P%x00%aN%x00%aE%x00%at',
    snapshot.commit,
    '--',
    slot.folder === '' ? '.' : `:(literal)${slot.folder}`,
    ...slot.except.map((folder) => `:(exclude,literal)${folder}`),
  ]);
  return parseLog(output.toString('utf8')).filter((commit) => !snapshot.shallow || commit.parents !== '');
}

/** @param {string} output of `git log -z --numstat` in the format above */
export function parseLog(output) {
  const commits = [];
  const tokens = output.split('\0');
  for (let i = 0; i < tokens.length; i++) {
    // The changes of a commit begin on a line of their own.
    const token = tokens[i].replace(/^\n/, '');
    if (token.startsWith(COMMIT_MARK)) {
      commits.push({
        parents: tokens[i + 1],
        author: tokens[i + 2],
        email: tokens[i + 3].toLowerCase(),
        at: Number(tokens[i + 4]),
        files: [],
      });
      i += 4;
      continue;
    }
    const change = /^(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(token);
    if (change) commits.at(-1).files.push({ path: change[3], added: Number(change[1]) || 0, deleted: Number(change[2]) || 0 });
  }
  return commits;
}

/** Automatic committers: their changes belong to nobody's knowledge. */
export function isBot(commit) {
  return /\[bot\]$/i.test(commit.author) || /\[bot\]@/i.test(commit.email);
}
