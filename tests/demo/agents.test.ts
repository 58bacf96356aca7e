import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDER_SLOTS } from '../../demo/index.mjs';
import { answer, refusal, runAgent } from './run-agent.ts';
import { createProject, type TemporaryRepository } from './temporary-repository.ts';

const ENGINE = { name: 'src/engine', folder: 'src/engine', except: [], files: 3 };
const WEB = { name: 'src (rest)', folder: 'src', except: ['src/engine'], files: 3 };
const TOP = { name: '(rest)', folder: '', except: ['src'], files: 3 };

let project: TemporaryRepository;
beforeAll(() => {
  project = createProject();
});
afterAll(() => project.remove());

describe('each agent on a small project', () => {
  it('[D1] the scout divides all files among the slots and fills the rest with null', async () => {
    const survey = await answer('scout', 'survey-repository', { path: project.root });
    expect(survey).toMatchObject({ repository: 'project', source: 'commit', shallow: false, history_gap: null, files: 9, code_files: 6 });
    expect(survey.commit).toBe(project.git('rev-parse', 'HEAD').trim());
    expect(survey.folders).toEqual([TOP, WEB, ENGINE, ...Array.from({ length: FOLDER_SLOTS - 3 }, () => null)]);
  });

  it('[D2] the historian counts commits, people and churn of a folder', async () => {
    const history = await answer('historian', 'measure-history', { path: project.root, folder: ENGINE });
    expect(history).toMatchObject({
      measured: true,
      commits: 3,
      from: '2026-01-01',
      to: '2026-06-01',
      author_count: 2,
      // Three files by One, then run.ts twice by Two.
      authors: [
        { name: 'One', changes: 3, share: 0.6 },
        { name: 'Two', changes: 2, share: 0.4 },
      ],
      bus_factor: 1,
      changes: 5,
      often_changed_files: 1,
      sole_author_files: 0,
    });
    expect(history).toHaveProperty(['files', 0], { path: 'src/engine/run.ts', commits: 3, recent: 1, added: 15, deleted: 2, authors: 2 });
  });

  it('[D2] the historian without a folder reads the whole repository', async () => {
    const history = await answer('historian', 'measure-history', { path: project.root });
    expect(history).toMatchObject({ commits: 3, changes: 13, bus_factor: 1, author_count: 2 });
  });

  it('[D3] the coupler finds files of different folders that change together', async () => {
    const coupling = await answer('coupler', 'measure-coupling', { path: project.root });
    expect(coupling).toEqual({
      measured: true,
      commits: 3,
      coupling_files: 2,
      strong_pairs: 1,
      crossing_pairs: 1,
      crossing_files: 2,
      pairs: [{ a: 'src/engine/run.ts', b: 'src/web/page.ts', shared: 3, degree: 1, crosses: true }],
    });
  });

  it('[D4] the counter measures lines, languages and own lines of functions', async () => {
    const code = await answer('counter', 'measure-code', { path: project.root, folder: ENGINE });
    expect(code).toMatchObject({
      code_files: 3,
      code_lines: 86,
      function_count: 1,
      function_lines: 71,
      long_function_excess: 11,
      long_files: [],
      languages: [{ name: 'TypeScript', files: 3, lines: 86 }],
    });
    expect(code.longest_functions).toEqual([{ path: 'src/engine/plan.ts', line: 2, name: 'plan', lines: 71 }]);
    const web = await answer('counter', 'measure-code', { path: project.root, folder: WEB });
    expect(web.longest_functions).toEqual([{ path: 'src/web/start.py', line: 1, name: 'start', lines: 2 }]);
  });

  it('[D5] the duplicator finds a block copied between folders, and none inside one', async () => {
    const across = await answer('duplicator', 'find-duplicates', { path: project.root, between: [TOP, WEB, ENGINE, null] });
    expect(across).toMatchObject({ block_count: 1, duplicated_lines: 10 });
    expect(across).toHaveProperty(['blocks', 0], {
      lines: 10,
      tokens: 120,
      first: { path: 'src/engine/run.ts', start: 4, end: 13 },
      second: { path: 'src/web/page.ts', start: 3, end: 12 },
    });
    const inside = await answer('duplicator', 'find-duplicates', { path: project.root, folder: ENGINE });
    expect(inside).toMatchObject({ block_count: 0, duplicated_lines: 0 });
  });

  it('[D6] the mapper finds the cycle and the file that nothing imports', async () => {
    const imports = await answer('mapper', 'map-imports', { path: project.root });
    expect(imports).toMatchObject({ measured: true, modules: 6, edges: 3, cycle_count: 1, cyclic_modules: 2 });
    expect(imports.cycles).toEqual([
      { size: 2, from: 'src/engine/plan.ts', to: 'src/engine/run.ts', line: 1, members: ['src/engine/plan.ts', 'src/engine/run.ts'] },
    ]);
    // page.ts is the entry of package.json.
    expect(imports.orphans).toEqual(['src/engine/unused.ts', 'src/web/config.ts', 'src/web/start.py']);
  });

  it('[D7] the sentinel names a secret by its place and shows only its beginning', async () => {
    const scan = await answer('sentinel', 'scan-security', { path: project.root, folder: WEB });
    expect(scan).toMatchObject({ scanned_files: 3, high: 1, medium: 0, low: 0 });
    expect(scan).toHaveProperty(['findings', 0], {
      area: 'hygiene',
      weight: 8,
      severity: 'high',
      title: 'AWS access key id: AKIA… (20 characters)',
      path: 'src/web/config.ts',
      line: 1,
    });
  });

  it('[D8] the sentinel compares the licence text with the declaration', async () => {
    const licences = await answer('sentinel', 'check-licences', { path: project.root });
    expect(licences).toMatchObject({
      texts: [{ path: 'LICENSE', licence: 'MIT' }],
      declared: [{ path: 'package.json', licence: 'MIT', private: false }],
      findings: [],
    });
  });

  it('[D9] the generalist gives the same answers as the specialists', async () => {
    const input = { path: project.root, folder: ENGINE };
    for (const [program, task_type] of [
      ['historian', 'measure-history'],
      ['counter', 'measure-code'],
      ['duplicator', 'find-duplicates'],
      ['sentinel', 'scan-security'],
    ] as const) {
      expect(await answer('generalist', task_type, input)).toEqual(await answer(program, task_type, input));
    }
  });

  it.each([
    ['historian', 'measure-history'],
    ['counter', 'measure-code'],
    ['duplicator', 'find-duplicates'],
    ['sentinel', 'scan-security'],
    ['reporter', 'assess-folder'],
  ])('[D10] %s answers skipped for an empty slot (%s)', async (program, task_type) => {
    expect(await answer(program, task_type, { path: project.root, folder: null })).toMatchObject({ skipped: true });
  });
});

describe('what an agent refuses', () => {
  it.each([
    ['not JSON', 'nonsense', 'failed: stdin is not a JSON document'],
    ['no object', '[]', 'failed: the task is not a JSON object'],
    ['no type', '{"input":{}}', 'failed: the task has no task_type'],
    ['no input', '{"task_type":"survey-repository"}', 'failed: the task has no input object'],
    ['another type', '{"task_type":"constructor","input":{}}', 'failed: this agent does survey-repository, not "constructor"'],
  ])('[D11] a task document with %s: one clear last line, exit 1, nothing on stdout', async (_, text, line) => {
    expect(await runAgent(['node', 'demo/agents/scout.mjs'], text)).toEqual({ code: 1, stdout: '', lastLine: line });
  });

  it.each([
    ['no path', {}, 'failed: input.path is not a path'],
    ['a number', { path: 7 }, 'failed: input.path is not a path'],
    ['a NUL byte', { path: '/tmp\0x' }, 'failed: input.path is not a path this system can hold'],
    ['a missing directory', { path: '/nonexistent/x' }, 'failed: "/nonexistent/x" cannot be opened (ENOENT)'],
    ['a file', { path: 'package.json' }, 'failed: "package.json" is not a directory'],
  ])('[D12] %s as path is refused with its cause', async (_, input, line) => {
    expect(await refusal('scout', 'survey-repository', input)).toBe(line);
  });

  it('[D11] a folder that is no slot is refused', async () => {
    expect(await refusal('counter', 'measure-code', { path: project.root, folder: { name: 'x', folder: 3 } })).toBe(
      'failed: input.folder is not a folder slot {name, folder, except[]}',
    );
  });
});
