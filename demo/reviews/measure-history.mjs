import { historyGap, isBot, MAX_COMMITS, readCommits } from '../lib/commit-log.mjs';
import { EMPTY_SLOT, openFolder } from '../lib/folder-input.mjs';

/** Commits from which a file counts as often changed. */
const OFTEN = 3;
const LISTED_FILES = 40;
const LISTED_AUTHORS = 10;
/** Files whose number of changes is handed on, for the joins. */
const COUNTED_FILES = 2_000;
/** Recent is counted back from the newest commit, not from today: the same commit gives the same report. */
const RECENT_SECONDS = 90 * 86_400;

/**
 * Churn, hot spots, ownership and bus factor of a folder, or of the repository when the input names none.
 *
 * @param {{path: string, folder?: object | null}} input
 * @param {(line: string) => void} log
 */
export async function measureHistory(input, log) {
  if (input.folder === null) return EMPTY_SLOT;
  const { snapshot, slot, files } = await openFolder(input);
  const gap = await historyGap(snapshot);
  if (gap) {
    log(`${slot.name}: not measured, ${gap}`);
    return { measured: false, reason: gap };
  }
  log(`${slot.name}: reading the commits that touch it`);
  const commits = await readCommits(snapshot, slot);
  const present = new Set(files.map((file) => file.path));
  const changed = collectFiles(commits, present);
  const authors = countAuthors(commits, present);
  const often = changed.filter((file) => file.commits >= OFTEN);
  log(`${slot.name}: ${commits.length} commits by ${authors.length} authors changed ${changed.length} files that are still there`);
  return {
    measured: true,
    note: historyNote(snapshot, commits),
    commits: commits.length,
    from: isoDay(commits.at(-1)),
    to: isoDay(commits[0]),
    author_count: authors.length,
    authors: authors.slice(0, LISTED_AUTHORS),
    bus_factor: busFactor(authors),
    changes: changed.reduce((sum, file) => sum + file.commits, 0),
    often_changed_files: often.length,
    sole_author_files: often.filter((file) => file.authors === 1).length,
    files: changed.slice(0, LISTED_FILES),
    changes_by_file: changed.slice(0, COUNTED_FILES).map((file) => [file.path, file.commits]),
  };
}

/** Files that still exist, the most changed first. */
function collectFiles(commits, present) {
  const newest = Math.max(0, ...commits.slice(0, 100).map((commit) => commit.at));
  const files = new Map();
  for (const commit of commits) {
    for (const change of commit.files) {
      if (!present.has(change.path)) continue;
      let file = files.get(change.path);
      if (!file) {
        file = { path: change.path, commits: 0, recent: 0, added: 0, deleted: 0, people: new Set() };
        files.set(change.path, file);
      }
      file.commits += 1;
      if (commit.at > newest - RECENT_SECONDS) file.recent += 1;
      file.added += change.added;
      file.deleted += change.deleted;
      if (!isBot(commit)) file.people.add(commit.email);
    }
  }
  return [...files.values()]
    .map(({ people, ...file }) => ({ ...file, authors: people.size }))
    .sort((a, b) => b.commits - a.commits || b.added + b.deleted - a.added - a.deleted || (a.path < b.path ? -1 : 1));
}

/** A person is an e-mail address; the name is the one of the newest commit. A change is one file in one commit. */
function countAuthors(commits, present) {
  const authors = new Map();
  for (const commit of commits) {
    const changes = commit.files.filter((change) => present.has(change.path)).length;
    if (changes === 0 || isBot(commit)) continue;
    const author = authors.get(commit.email) ?? { name: commit.author, key: commit.email, changes: 0 };
    author.changes += changes;
    authors.set(commit.email, author);
  }
  const total = [...authors.values()].reduce((sum, author) => sum + author.changes, 0);
  return [...authors.values()]
    .sort((a, b) => b.changes - a.changes || (a.key < b.key ? -1 : 1))
    .map(({ name, changes }) => ({ name, changes, share: Math.round((1_000 * changes) / total) / 1_000 }));
}

/** The fewest people who made more than half of the changes. */
function busFactor(authors) {
  const total = authors.reduce((sum, author) => sum + author.changes, 0);
  let people = 0;
  for (let sum = 0; people < authors.length && sum * 2 <= total; people++) sum += authors[people].changes;
  return total === 0 ? null : people;
}

function historyNote(snapshot, commits) {
  if (snapshot.shallow) return 'a shallow clone: only the commits that are here were read';
  return commits.length === MAX_COMMITS ? `only the newest ${MAX_COMMITS} commits were read` : null;
}

function isoDay(commit) {
  return commit ? new Date(commit.at * 1_000).toISOString().slice(0, 10) : null;
}
