import { historyGap, readCommits } from '../lib/commit-log.mjs';
import { isGenerated, isTest } from '../lib/language.mjs';
import { openSnapshot } from '../lib/snapshot.mjs';

/** A commit of more files is a sweep (a rename, a formatter): it says nothing about what belongs together. */
const MAX_FILES_PER_COMMIT = 25;
const MIN_SHARED = 3;
/** Shared commits ÷ commits of the less often changed file. */
const STRONG = 0.5;
const LISTED = 30;

/**
 * Files that change together, and whether a folder border runs between them.
 *
 * @param {{path: string}} input
 * @param {(line: string) => void} log
 */
export async function measureCoupling(input, log) {
  const snapshot = await openSnapshot(input.path);
  const gap = await historyGap(snapshot);
  if (gap) {
    log(`not measured, ${gap}`);
    return { measured: false, reason: gap };
  }
  const present = new Set(snapshot.files.map((file) => file.path).filter((path) => !isGenerated(path)));
  const commits = (await readCommits(snapshot))
    .map((commit) => [...new Set(commit.files.map((file) => file.path))].filter((path) => present.has(path)).sort())
    .filter((paths) => paths.length > 0 && paths.length <= MAX_FILES_PER_COMMIT);
  log(`${commits.length} commits of at most ${MAX_FILES_PER_COMMIT} files`);
  const { changes, shared } = countTogether(commits);
  const pairs = strongPairs(changes, shared);
  const crossing = pairs.filter((pair) => pair.crosses);
  log(`${pairs.length} strongly coupled pairs, ${crossing.length} across folders`);
  return {
    measured: true,
    commits: commits.length,
    coupling_files: [...changes.values()].filter((count) => count >= MIN_SHARED).length,
    strong_pairs: pairs.length,
    crossing_pairs: crossing.length,
    crossing_files: new Set(crossing.flatMap((pair) => [pair.a, pair.b])).size,
    pairs: [...crossing, ...pairs.filter((pair) => !pair.crosses)].slice(0, LISTED),
  };
}

function countTogether(commits) {
  const changes = new Map();
  const shared = new Map();
  for (const paths of commits) {
    for (const [index, a] of paths.entries()) {
      changes.set(a, (changes.get(a) ?? 0) + 1);
      for (const b of paths.slice(index + 1)) {
        const key = `${a}\0${b}`;
        shared.set(key, (shared.get(key) ?? 0) + 1);
      }
    }
  }
  return { changes, shared };
}

function strongPairs(changes, shared) {
  const pairs = [];
  for (const [key, count] of shared) {
    if (count < MIN_SHARED) continue;
    const [a, b] = key.split('\0');
    const degree = count / Math.min(changes.get(a), changes.get(b));
    // A test and what it tests are meant to change together.
    if (degree >= STRONG && !isTest(a) && !isTest(b)) pairs.push({ a, b, shared: count, degree: round(degree), crosses: isAcross(a, b) });
  }
  return pairs.sort((x, y) => y.shared - x.shared || y.degree - x.degree || (`${x.a}\0${x.b}` < `${y.a}\0${y.b}` ? -1 : 1));
}

/** Neither folder holds the other: a folder and its sub-folder are one neighbourhood. */
function isAcross(a, b) {
  const [one, other] = [folderOf(a), folderOf(b)];
  return !`${one}/`.startsWith(`${other}/`) && !`${other}/`.startsWith(`${one}/`) && one !== '' && other !== '';
}

function folderOf(path) {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

function round(value) {
  return Math.round(value * 100) / 100;
}
