// Decides whether the build on disk was made from the sources on disk.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const INPUTS = [
  'src',
  'workers',
  'public',
  'prisma/schema.prisma',
  'package-lock.json',
  'next.config.js',
  'postcss.config.mjs',
  'tsconfig.json',
];
const ALSO = ['scripts/build.mjs', 'scripts/bundle-workers.mjs'];
/** Made by the build itself, or of no weight in it. */
const SKIPPED = /^(src\/generated|public\/vendor)\/|\.test\.tsx?$/;

/** Lies inside .next, so that whoever removes the build removes the stamp. */
export const STAMP = '.next/hive-build.json';
/** What `bin/web-server.mjs` serves. */
export const WEB_BUILD = '.next/standalone/server.js';
export const WEB_SERVER = 'bin/web-server.mjs';
export const WORKER = 'dist/worker.mjs';

function filesUnder(root, entry) {
  const absolute = path.join(root, entry);
  if (!fs.existsSync(absolute)) return [];
  if (fs.statSync(absolute).isFile()) return [entry];
  return fs
    .readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => path.relative(root, path.join(found.parentPath, found.name)).replaceAll(path.sep, '/'));
}

/** A digest of everything the build reads, or null where there are no sources (an image that holds only the build). */
export function hashSources(root) {
  if (!fs.existsSync(path.join(root, 'src/app'))) return null;
  const hash = createHash('sha256');
  for (const file of [...INPUTS, ...ALSO].flatMap((entry) => filesUnder(root, entry)).sort()) {
    if (SKIPPED.test(file)) continue;
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** True when there is a whole build and it is that of these sources. */
export function isBuilt(root) {
  if (![STAMP, WEB_BUILD, WORKER].every((file) => fs.existsSync(path.join(root, file)))) return false;
  const sources = hashSources(root);
  return sources === null || JSON.parse(fs.readFileSync(path.join(root, STAMP), 'utf8')).sources === sources;
}
