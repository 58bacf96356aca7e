// What is reviewed: the files of one commit, read from git's objects and never from the work tree, so that the same commit gives the
// same report and no link leads out of the repository. Without a commit the index is read; an unpacked source archive is walked.

import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { listArchiveFiles, looksLikeSourceArchive, readArchiveFile } from './archive.mjs';
import { NotARepositoryError, PathError } from './failure.mjs';
import { readBlobs, runGit } from './git.mjs';

/** Larger files are counted by size and not read, in bytes. */
export const MAX_TEXT_BYTES = 1024 * 1024;

/**
 * @typedef {object} TrackedFile
 * @property {string} path relative to the reviewed directory, `/` between folders
 * @property {string} mode as git writes it: 100644, 100755, 120000 (link)
 * @property {number} size bytes
 * @property {string | null} id of the blob; null outside git
 *
 * @typedef {object} Snapshot
 * @property {string} root the real path
 * @property {string} name last part of the path
 * @property {'commit' | 'index' | 'archive'} source
 * @property {string | null} commit
 * @property {boolean} shallow
 * @property {TrackedFile[]} files in code-unit order of their paths
 * @property {string[]} submodules paths; their contents belong to other repositories
 */

/**
 * @param {unknown} requested a path; a relative one counts from the installation directory, where agents run
 * @returns {Promise<Snapshot>}
 * @throws PathError, NotARepositoryError, GitError
 */
export async function openSnapshot(requested) {
  const root = await resolveDirectory(requested);
  const name = path.basename(root) || 'repository';
  if (root.split(path.sep).includes('.git')) throw new NotARepositoryError(`${JSON.stringify(root)} is inside a git directory`);
  if (await isBelowGit(root)) {
    const snapshot = await openGitSnapshot(root, name);
    // An archive unpacked in an ignored folder of some other repository has no tracked file.
    if (snapshot.files.length > 0 || snapshot.submodules.length > 0 || (await hasOwnGit(root))) return snapshot;
  }
  if (!(await looksLikeSourceArchive(root))) {
    throw new NotARepositoryError(
      `${JSON.stringify(root)} is not a git repository, nor an unpacked source archive (no README, licence or build file at its top)`,
    );
  }
  return { root, name, source: 'archive', commit: null, shallow: false, files: await listArchiveFiles(root), submodules: [] };
}

/**
 * The texts of the files, in their order. `text` is null for what cannot be read as text, with the reason.
 *
 * @param {Snapshot} snapshot
 * @param {TrackedFile[]} files
 * @returns {AsyncGenerator<{file: TrackedFile, text: string | null, reason: 'binary' | 'large' | 'link' | 'unreadable' | null}>}
 */
export async function* readTexts(snapshot, files) {
  const readable = files.filter((file) => !isLink(file) && file.size <= MAX_TEXT_BYTES);
  const blobs =
    snapshot.source === 'archive'
      ? readArchive(snapshot.root, readable)
      : readBlobs(
          snapshot.root,
          readable.map((file) => file.id),
        );
  for (const file of files) {
    if (isLink(file)) yield { file, text: null, reason: 'link' };
    else if (file.size > MAX_TEXT_BYTES) yield { file, text: null, reason: 'large' };
    else {
      const blob = (await blobs.next()).value;
      if (!blob) yield { file, text: null, reason: 'unreadable' };
      else if (blob.subarray(0, 8_000).includes(0)) yield { file, text: null, reason: 'binary' };
      else yield { file, text: blob.toString('utf8'), reason: null };
    }
  }
}

/**
 * The targets of links, which are data here and never followed.
 *
 * @param {Snapshot} snapshot
 * @returns {AsyncGenerator<{file: TrackedFile, target: string}>}
 */
export async function* readLinks(snapshot, files) {
  const links = files.filter(isLink);
  if (snapshot.source === 'archive') {
    for (const file of links) yield { file, target: file.target };
    return;
  }
  const blobs = readBlobs(
    snapshot.root,
    links.map((file) => file.id),
  );
  for (const file of links) yield { file, target: String((await blobs.next()).value) };
}

export function isLink(file) {
  return file.mode === '120000';
}

async function* readArchive(root, files) {
  for (const file of files) yield await readArchiveFile(root, file, MAX_TEXT_BYTES);
}

async function resolveDirectory(requested) {
  if (typeof requested !== 'string' || requested.trim() === '') throw new PathError('input.path is not a path');
  if (requested.length > 4_096 || requested.includes('\0')) throw new PathError('input.path is not a path this system can hold');
  let root;
  try {
    root = await realpath(requested);
  } catch (error) {
    throw new PathError(`${JSON.stringify(requested)} cannot be opened (${error.code})`, { cause: error });
  }
  if (!(await stat(root)).isDirectory()) throw new PathError(`${JSON.stringify(requested)} is not a directory`);
  return root;
}

async function isBelowGit(root) {
  for (let directory = root; ; directory = path.dirname(directory)) {
    if (await hasOwnGit(directory)) return true;
    if (directory === path.dirname(directory)) return false;
  }
}

function hasOwnGit(directory) {
  return access(path.join(directory, '.git')).then(
    () => true,
    () => false,
  );
}

async function openGitSnapshot(root, name) {
  const facts = await runGit(root, ['rev-parse', '--is-inside-work-tree', '--is-shallow-repository']);
  const [insideWorkTree, shallow] = facts.toString('utf8').split('\n');
  if (insideWorkTree !== 'true') throw new NotARepositoryError(`${JSON.stringify(root)} is not inside the work tree of its repository`);
  const head = await runGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { allowExitCodes: [1] });
  const commit = head?.toString('latin1').trim() ?? null;
  const entries = commit ? await listCommit(root, commit) : await listIndex(root);
  entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return {
    root,
    name,
    source: commit ? 'commit' : 'index',
    commit,
    shallow: shallow === 'true',
    files: entries.filter((entry) => entry.mode !== '160000'),
    submodules: entries.filter((entry) => entry.mode === '160000').map((entry) => entry.path),
  };
}

/** `<mode> <type> <id> <size>\t<path>\0` */
async function listCommit(root, commit) {
  const listing = await runGit(root, ['ls-tree', '-r', '-z', '-l', commit]);
  return splitRecords(listing).map((record) => {
    const match = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t([\s\S]+)$/.exec(record);
    return { path: match[4], mode: match[1], size: Number(match[3]) || 0, id: match[2] };
  });
}

/** `<mode> <id> <stage>\t<path>\0`: a file in conflict has up to three stages, the first one is taken. */
async function listIndex(root) {
  const entries = new Map();
  for (const record of splitRecords(await runGit(root, ['ls-files', '-s', '-z']))) {
    const match = /^(\d+) ([0-9a-f]+) \d\t([\s\S]+)$/.exec(record);
    if (!entries.has(match[3])) entries.set(match[3], { path: match[3], mode: match[1], size: 0, id: match[2] });
  }
  const blobs = [...entries.values()].filter((entry) => entry.mode !== '160000');
  const contents = readBlobs(
    root,
    blobs.map((entry) => entry.id),
  );
  for (const entry of blobs) entry.size = (await contents.next()).value.length;
  return [...entries.values()];
}

function splitRecords(buffer) {
  return buffer.toString('utf8').split('\0').filter(Boolean);
}
