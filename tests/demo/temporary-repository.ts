import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ENVIRONMENT = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', HOME: '/nonexistent' };

export interface CommitFacts {
  author: string;
  /** ISO 8601. */
  date: string;
  files: Record<string, string | Buffer>;
}

/** A directory that a test fills and removes. */
export class TemporaryRepository {
  readonly root: string;

  constructor(name = 'project') {
    this.root = path.join(mkdtempSync(path.join(tmpdir(), 'hive-demo-')), name);
    mkdirSync(this.root);
  }

  git(...args: string[]): string {
    return execFileSync('git', ['-C', this.root, '-c', 'protocol.file.allow=always', ...args], {
      env: ENVIRONMENT as unknown as NodeJS.ProcessEnv,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  init(): this {
    this.git('init', '--quiet', '--initial-branch=main');
    return this;
  }

  write(name: string, contents: string | Buffer): void {
    const file = path.join(this.root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }

  link(name: string, target: string): void {
    symlinkSync(target, path.join(this.root, name));
  }

  chmod(name: string, mode: number): void {
    chmodSync(path.join(this.root, name), mode);
  }

  commit({ author, date, files }: CommitFacts): void {
    for (const [name, contents] of Object.entries(files)) this.write(name, contents);
    this.git('add', '--all');
    const identity = ['-c', `user.name=${author}`, '-c', `user.email=${author.toLowerCase()}@example.test`];
    execFileSync('git', ['-C', this.root, ...identity, 'commit', '--quiet', '--allow-empty', '--message', 'change'], {
      env: { ...ENVIRONMENT, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } as unknown as NodeJS.ProcessEnv,
    });
  }

  remove(): void {
    rmSync(path.dirname(this.root), { recursive: true, force: true });
  }
}

/** Ten lines of arithmetic, about 90 tokens: enough to be a copied block. */
export const COPIED_BLOCK = Array.from({ length: 10 }, (_, i) => `  total${i} = rate${i} * (hours${i} + ${i}) - fee${i};`).join('\n');

/** A function of 71 lines. */
export const LONG_FUNCTION = `export function plan() {\n${Array.from({ length: 69 }, (_, i) => `  step(${i});`).join('\n')}\n}\n`;

/** Built at run time, so that no scanner finds it in this file. */
export const ACCESS_KEY = ['AKIA', 'Q2W3E4R5T6Y7U8I9'].join('');

const MIT = 'MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy of this software.\n';

/**
 * A small project with one of everything the agents look for: run.ts and plan.ts import each other, run.ts and page.ts change together
 * three times and share a block, plan.ts has a long function, config.ts an access key.
 */
export function createProject(): TemporaryRepository {
  const repository = new TemporaryRepository().init();
  const run = (version: number) => `import { plan } from './plan';\nexport const version = ${version};\nplan();\n${COPIED_BLOCK}\n`;
  const page = (version: number) => `import '../engine/run';\nexport const page = ${version};\n${COPIED_BLOCK}\n`;
  repository.commit({
    author: 'One',
    date: '2026-01-01T10:00:00Z',
    files: {
      'README.md': '# Project\n',
      LICENSE: MIT,
      'package.json': '{"name":"project","license":"MIT","main":"src/web/page.ts"}\n',
      'src/engine/run.ts': run(1),
      'src/engine/plan.ts': `import './run';\n${LONG_FUNCTION}`,
      'src/engine/unused.ts': 'export const unused = 1;\n',
      'src/web/page.ts': page(1),
      'src/web/config.ts': `export const key = '${ACCESS_KEY}';\n`,
      'src/web/start.py': 'def start():\n    return 1\n',
    },
  });
  repository.commit({
    author: 'Two',
    date: '2026-03-01T10:00:00Z',
    files: { 'src/engine/run.ts': run(2), 'src/web/page.ts': page(2) },
  });
  repository.commit({
    author: 'Two',
    date: '2026-06-01T10:00:00Z',
    files: { 'src/engine/run.ts': run(3), 'src/web/page.ts': page(3) },
  });
  return repository;
}
