import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { STEPS } from '../../scripts/gates/steps.mjs';

// A small copy of the project's shape in a temporary folder: its real gate configuration, its real packages, and the sources a test plants.

/** What every gate reads. */
const CONFIGURATION = [
  'package.json',
  '.gitignore',
  'biome.json',
  'eslint.config.mjs',
  '.dependency-cruiser.cjs',
  'tsconfig.json',
  'src/server/core/tsconfig.json',
  'scripts/gates/check-budgets.mjs',
  'scripts/gates/check-imports.mjs',
  'scripts/gates/check-program.mjs',
  'scripts/gates/check-rules.mjs',
  'scripts/db-new.mjs',
  'prisma/schema.prisma',
  'prisma/migrations/schema.snapshot.prisma',
];

export interface GateResult {
  exitCode: number;
  output: string;
}

/** Lays out a tree with the given sources (path -> text). The caller removes it. */
export function plantTree(sources: Record<string, string>): string {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'hive-gates-')));
  for (const file of CONFIGURATION) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.copyFileSync(file, path.join(root, file));
  }
  fs.symlinkSync(path.resolve('node_modules'), path.join(root, 'node_modules'));
  for (const [file, text] of Object.entries(sources)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
  return root;
}

/** Runs one command (as `node <args>`, the way `npm test` does) in a tree. */
export function runIn(root: string, args: string[]): Promise<GateResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ exitCode: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/** The last command of a step of `npm test`: the gate itself, without what it prepares. */
export function gateCommand(name: string): string[] {
  const command = STEPS.find((step) => step.name === name)?.commands.at(-1);
  if (!command) throw new Error(`no gate named ${name}`);
  return command;
}
