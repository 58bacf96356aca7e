// An unpacked source archive: files without git. It is walked without following links, and what tools generate is left out.

import { constants } from 'node:fs';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { PathError, TooLargeError } from './failure.mjs';

/** Folders that installers and builds fill; git would ignore them. */
const GENERATED_FOLDERS = new Set([
  '.git',
  '.hive',
  '.next',
  '.venv',
  '__pycache__',
  'build',
  'coverage',
  'dist',
  'node_modules',
  'target',
]);
const PROJECT_FILE =
  /^(readme|licen[cs]e|copying)([._-].*)?$|^(package\.json|cargo\.toml|go\.mod|pyproject\.toml|setup\.py|pom\.xml|build\.gradle(\.kts)?|gemfile|composer\.json|makefile|cmakelists\.txt)$/i;
const MAX_FILES = 50_000;

/** A README, a licence or a build file at the top tells a source tree from any other directory, a home or `/etc` for example. */
export async function looksLikeSourceArchive(root) {
  const entries = await listDirectory(root);
  return entries.some((entry) => entry.isFile() && PROJECT_FILE.test(entry.name));
}

/**
 * @param {string} root
 * @returns {Promise<Array<import('./snapshot.mjs').TrackedFile & {target?: string}>>} in code-unit order of their paths
 * @throws TooLargeError
 */
export async function listArchiveFiles(root) {
  const files = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await listDirectory(path.join(root, folder))) {
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!GENERATED_FOLDERS.has(entry.name)) folders.push(relative);
      } else if (entry.isFile() || entry.isSymbolicLink()) {
        files.push(await describeFile(root, relative));
        if (files.length > MAX_FILES) throw new TooLargeError(`more than ${MAX_FILES} files outside git`);
      }
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * @returns {Promise<Buffer | null>} null when the file is no longer a plain file of at most `maxBytes`, or cannot be read
 */
export async function readArchiveFile(root, file, maxBytes) {
  try {
    // The file may have become a link or a pipe since the listing: neither is followed nor waited for.
    const handle = await open(path.join(root, file.path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const facts = await handle.stat();
      return facts.isFile() && facts.size <= maxBytes ? await handle.readFile() : null;
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}

async function describeFile(root, relative) {
  const absolute = path.join(root, relative);
  const facts = await lstat(absolute);
  if (facts.isSymbolicLink()) return { path: relative, mode: '120000', size: 0, id: null, target: await readlink(absolute) };
  return { path: relative, mode: (0o100000 | (facts.mode & 0o7777)).toString(8), size: facts.size, id: null };
}

async function listDirectory(directory) {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    throw new PathError(`${JSON.stringify(directory)} cannot be read (${error.code})`, { cause: error });
  }
}
