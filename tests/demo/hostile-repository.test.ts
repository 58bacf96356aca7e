import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { answer, refusal } from './run-agent.ts';
import { inThisProcess, runReview } from './run-review.ts';
import { createProject, TemporaryRepository } from './temporary-repository.ts';

const STRANGE_NAMES = [
  'a b.ts',
  'line\nbreak.ts',
  'tab\there.ts',
  'übung-日本.ts',
  '`code`|<b>.ts',
  '-rf.ts',
  ':(top)x.ts',
  '"quoted".ts',
  '*.ts',
];
const MEGABYTES_5 = Buffer.alloc(5 * 1024 * 1024, 'x');

const EVERY_READER = [
  ['scout', 'survey-repository'],
  ['historian', 'measure-history'],
  ['coupler', 'measure-coupling'],
  ['counter', 'measure-code'],
  ['duplicator', 'find-duplicates'],
  ['mapper', 'map-imports'],
  ['sentinel', 'scan-security'],
  ['sentinel', 'check-licences'],
] as const;

const created: TemporaryRepository[] = [];
function repository(name?: string): TemporaryRepository {
  const made = new TemporaryRepository(name);
  created.push(made);
  return made;
}
afterEach(() => {
  for (const made of created.splice(0)) made.remove();
});

function createHostile(): TemporaryRepository {
  const inner = repository('inner').init();
  inner.commit({ author: 'One', date: '2026-01-01T00:00:00Z', files: { 'inside.ts': 'export {};\n' } });
  const hostile = repository('hostile <img src=x>').init();
  hostile.git('submodule', '--quiet', 'add', inner.root, 'module');
  hostile.link('outside', '../../../etc/passwd');
  hostile.link('inside', 'a b.ts');
  const files = Object.fromEntries(STRANGE_NAMES.map((name, index) => [name, `export const value = ${index};\n`]));
  hostile.commit({
    author: 'One',
    date: '2026-01-01T00:00:00Z',
    files: {
      ...files,
      'dir\n1/x.ts': 'export {};\n',
      'binary.ts': Buffer.from([0, 1, 2, 255]),
      'huge.ts': MEGABYTES_5,
      'bad\u202ename.ts': 'x\n',
    },
  });
  hostile.commit({ author: '|<script>', date: '2026-02-01T00:00:00Z', files: { 'line\nbreak.ts': 'export const value = 100;\n' } });
  return hostile;
}

describe('a hostile repository', () => {
  it('[D13] any file name, a submodule, links, binary and large files: the review ends with a report', async () => {
    const outputs = await runReview(createHostile().root);
    expect(outputs.get('survey')).toMatchObject({ files: STRANGE_NAMES.length + 7, submodules: ['module'] });
    expect(outputs.get('history-repository')).toMatchObject({
      commits: 2,
      files: expect.arrayContaining([expect.objectContaining({ path: 'line\nbreak.ts', commits: 2 })]),
    });
    const { artifacts } = outputs.get('report') as { artifacts: Array<{ content: string }> };
    const report = artifacts[0]?.content ?? '';
    expect(report).toContain('link that leads out of the repository');
    expect(report).toContain('big blob of 5.0 MB');
    expect(report).toContain('Submodules (1)');
    expect(report).not.toContain('\u202e');
    // Outside code spans nothing of the repository is markup.
    expect(report.replace(/(`+)[^\n]*?\1/g, '')).not.toMatch(/[^\\]<(img|script|b)/);
  });

  it('[D13] a link that leads out is data: what it points to is never read', async () => {
    const repo = repository().init();
    repo.write('../secret.ts', 'export const outside = 1;\n');
    repo.link('linked.ts', '../secret.ts');
    repo.commit({ author: 'One', date: '2026-01-01T00:00:00Z', files: { 'own.ts': 'one\ntwo\n' } });
    expect(await answer('counter', 'measure-code', { path: repo.root })).toMatchObject({
      code_files: 1,
      code_lines: 2,
      unread_files: { link: 1 },
    });
  });

  it('[D14] programs named by the repository itself are never run', async () => {
    const repo = repository().init();
    const marker = path.join(repo.root, '..', 'ran');
    repo.write('../trap.sh', `#!/bin/sh\ntouch '${marker}'\ncat\n`);
    repo.chmod('../trap.sh', 0o755);
    const trap = path.join(repo.root, '..', 'trap.sh');
    repo.commit({
      author: 'One',
      date: '2026-01-01T00:00:00Z',
      files: { 'x.ts': 'one\n', '.gitattributes': '*.ts diff=trap filter=trap\n' },
    });
    repo.commit({ author: 'One', date: '2026-01-02T00:00:00Z', files: { 'x.ts': 'two\n' } });
    const traps = [
      'core.fsmonitor',
      'core.pager',
      'core.editor',
      'core.sshCommand',
      'core.alternateRefsCommand',
      'gpg.program',
      'diff.external',
    ];
    for (const key of [...traps, 'diff.trap.textconv', 'diff.trap.command', 'filter.trap.smudge', 'filter.trap.clean', 'pager.log'])
      repo.git('config', key, trap);
    repo.git('config', 'log.showSignature', 'true');
    repo.git('config', 'core.hooksPath', path.join(repo.root, '..'));
    // A commit that carries a signature is what makes git start the signature program.
    const signed = repo
      .git('cat-file', 'commit', 'HEAD')
      .replace('\n\n', '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n');
    repo.write('../signed', signed);
    repo.git('update-ref', 'refs/heads/main', repo.git('hash-object', '-t', 'commit', '-w', path.join(repo.root, '..', 'signed')).trim());
    expect(existsSync(marker)).toBe(false);
    for (const [program, task_type] of EVERY_READER) await answer(program, task_type, { path: repo.root });
    expect(existsSync(marker)).toBe(false);
    // The trap does close when git is asked without care.
    repo.git('log', '-1', '--show-signature');
    expect(existsSync(marker)).toBe(true);
  });

  it('[D15] nesting deeper than the stack leaves the file unmeasured, not the folder', async () => {
    const repo = repository().init();
    const deep = `export const x = ${'['.repeat(100_000)}${']'.repeat(100_000)};\n`;
    repo.commit({ author: 'One', date: '2026-01-01T00:00:00Z', files: { 'deep.ts': deep, 'flat.ts': 'function flat() {\n}\n' } });
    const code = await answer('counter', 'measure-code', { path: repo.root });
    expect(code).toMatchObject({ code_files: 2, function_count: 1, without_functions: ['TypeScript'] });
    expect(await answer('mapper', 'map-imports', { path: repo.root })).toMatchObject({ measured: true, modules: 2, unread_modules: 1 });
  });
});

describe('a repository with little or nothing in it', () => {
  async function reportOf(root: string): Promise<{ score: number | null; text: string }> {
    const outputs = await runReview(root, inThisProcess);
    const { score, artifacts } = outputs.get('report') as { score: number | null; artifacts: Array<{ content: string }> };
    return { score, text: artifacts[0]?.content ?? '' };
  }

  it('[D16] no commit and no file: a report without a score', async () => {
    const { score, text } = await reportOf(repository().init().root);
    expect(score).toBe(null);
    expect(text).toContain('nothing to measure');
    expect(text).toContain('no commit yet');
  });

  it('[D16] no commit, but staged files: the index is reviewed', async () => {
    const repo = repository().init();
    repo.write('x.ts', 'function x() {\n}\n');
    repo.git('add', '--all');
    expect(await answer('scout', 'survey-repository', { path: repo.root })).toMatchObject({ source: 'index', files: 1, bytes: 17 });
    expect(await answer('counter', 'measure-code', { path: repo.root })).toMatchObject({ code_files: 1, code_lines: 2, function_count: 1 });
    expect(await answer('historian', 'measure-history', { path: repo.root })).toEqual({ measured: false, reason: 'no commit yet' });
  });

  it('[D17] a shallow clone of one commit: everything but the history is scored', async () => {
    const source = createProject();
    created.push(source);
    const clone = repository('clone');
    clone.git('clone', '--quiet', '--depth=1', `file://${source.root}`, '.');
    const { score, text } = await reportOf(clone.root);
    expect(score).toBeGreaterThan(0);
    expect(text).toContain('Churn, ownership and coupling: a shallow clone with a single commit.');
    expect(text).toContain('| Coupling across folders | not measured |');
  });

  it('[D17] a cut history does not credit its first commit with all lines', async () => {
    const source = createProject();
    created.push(source);
    const clone = repository('clone');
    clone.git('clone', '--quiet', '--depth=2', `file://${source.root}`, '.');
    expect(await answer('historian', 'measure-history', { path: clone.root })).toMatchObject({
      measured: true,
      commits: 1,
      changes: 2,
      author_count: 1,
    });
  });

  it('[D18] an unpacked source archive is reviewed without history', async () => {
    const archive = repository();
    archive.write('README.md', '# Archive\n');
    archive.write('src/x.ts', 'function x() {\n}\n');
    archive.write('node_modules/y/index.js', 'ignored\n');
    archive.link('src/outside.ts', '/etc/passwd');
    const { score, text } = await reportOf(archive.root);
    expect(score).toBeGreaterThan(0);
    expect(text).toContain('An unpacked source archive without git: 3 files');
    expect(text).toContain('no git history: the path is an unpacked source archive');
    expect(text).toContain('link that leads out of the repository');
  });

  it('[D19] a directory that is neither fails with its reason', async () => {
    const directory = repository();
    directory.write('photo.jpg', 'x');
    expect(await refusal('scout', 'survey-repository', { path: directory.root })).toBe(
      `failed: ${JSON.stringify(directory.root)} is not a git repository, nor an unpacked source archive (no README, licence or build file at its top)`,
    );
  });

  it('[D19] the inside of a git directory, a bare repository and a damaged one fail with their reasons', async () => {
    const project = createProject();
    created.push(project);
    expect(await refusal('scout', 'survey-repository', { path: path.join(project.root, '.git') })).toContain('inside a git directory');
    const bare = repository();
    bare.git('init', '--quiet', '--bare');
    expect(await refusal('scout', 'survey-repository', { path: bare.root })).toContain('is not a git repository');
    const damaged = repository();
    mkdirSync(path.join(damaged.root, '.git'));
    expect(await refusal('scout', 'survey-repository', { path: damaged.root })).toContain('git rev-parse failed (exit 128)');
  });

  it('[D20] a folder inside a repository is reviewed as a repository of its own', async () => {
    const project = createProject();
    created.push(project);
    const root = path.join(project.root, 'src/engine');
    expect(await answer('scout', 'survey-repository', { path: root })).toMatchObject({ repository: 'engine', files: 3 });
    expect(await answer('historian', 'measure-history', { path: root })).toMatchObject({ commits: 3, changes: 5 });
  });
});
