import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { hashSources, isBuilt, STAMP, WEB_BUILD, WORKER } from './source-hash.mjs';

let root: string;
const write = (file: string, text = '') => {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), text);
};
const stamp = () => write(STAMP, JSON.stringify({ sources: hashSources(root) }));

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'hive-hash-'));
  onTestFinished(() => fs.rmSync(root, { recursive: true }));
  for (const file of ['src/app/page.tsx', 'workers/main.ts', WEB_BUILD, WORKER]) write(file, 'one');
  stamp();
});

test('[S29] a whole build of these sources is taken', () => {
  expect(isBuilt(root)).toBe(true);
});

test.each(['src/app/page.tsx', 'src/app/new.tsx', 'workers/main.ts', 'package-lock.json', 'prisma/schema.prisma', 'public/logo.svg'])(
  '[S29] a change of %s makes the build stale',
  (file) => {
    write(file, 'two');
    expect(isBuilt(root)).toBe(false);
  },
);

test.each(['src/app/page.test.tsx', 'src/generated/client.ts', 'public/vendor/swagger/x.js', 'README.md'])(
  '[S29] a change of %s does not',
  (file) => {
    write(file, 'two');
    expect(isBuilt(root)).toBe(true);
  },
);

test('[S29] a file that moves makes the build stale', () => {
  fs.renameSync(path.join(root, 'src/app/page.tsx'), path.join(root, 'src/app/other.tsx'));
  expect(isBuilt(root)).toBe(false);
});

test.each([STAMP, WEB_BUILD, WORKER])('[S29] a build without %s is not whole', (file) => {
  fs.rmSync(path.join(root, file));
  expect(isBuilt(root)).toBe(false);
});

test('[S29] a build without sources beside it, as in an image, is taken', () => {
  fs.rmSync(path.join(root, 'src'), { recursive: true });
  expect(isBuilt(root)).toBe(true);
});
