import fs from 'node:fs';
import path from 'node:path';
import { InvalidError } from '../../src/server/core/errors.ts';
import type { Instance } from './instance.ts';
import { parseInstance } from './instance-file.ts';

/**
 * Every .json file of a folder, in order of their names.
 *
 * @throws InvalidError when there is none, or one of them cannot be scheduled
 */
export function readInstances(folder: string): Instance[] {
  const files = listFiles(folder);
  if (files.length === 0) throw new InvalidError(`${folder}: holds no .json file`);
  return files.map((file) => parseInstance(file, fs.readFileSync(path.join(folder, file), 'utf8')));
}

function listFiles(folder: string): string[] {
  try {
    return fs
      .readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort();
  } catch {
    throw new InvalidError(`${folder}: is not a folder that can be read`);
  }
}
