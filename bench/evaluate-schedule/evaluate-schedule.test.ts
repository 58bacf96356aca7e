import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { evaluateSchedule, type ScheduleReport } from './evaluate-schedule.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hive-schedule-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

const write = (name: string, value: unknown) => {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
};
const at = (name: string) => path.join(folder, name);
const task = (id: number, cat: string, rt: number, par: number[] = []) => ({
  id,
  cat,
  rt,
  par: par.map((parent) => [parent, 1_000]),
  mem: 1,
  m: 0,
});
const fork = {
  name: 'fork',
  app: 'demo',
  tasks: [task(7, 'split', 10), task(8, 'work', 20, [7]), task(9, 'work', 40, [7]), task(3, 'join', 10, [8, 9])],
};

function run(...args: string[]): { code: number; out: string; error: string } {
  const texts = { out: '', error: '' };
  const into = (key: keyof typeof texts) => (text: unknown) => {
    texts[key] += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(into('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(into('error'));
  return { code: evaluateSchedule(args), ...texts };
}
const report = () => JSON.parse(fs.readFileSync(at('out.json'), 'utf8')) as ScheduleReport;

describe('evaluation of schedules', () => {
  it('[SO17] reports makespan, bound and ratios per workflow, and their geometric means', () => {
    write('dag/fork.json', fork);
    write('dag/single.json', { name: 'single', app: 'demo', tasks: [task(0, 'work', 30)] });
    expect(run('--dag', at('dag'), '--agents', '2', '--speeds', '1,2', '--json', at('out.json'))).toMatchObject({ code: 0, error: '' });
    const { workflows, geometric_mean_ratio, reference } = report();
    expect(workflows.map(({ name, makespan_s, lower_bound_s, ratio }) => [name, makespan_s, lower_bound_s, ratio])).toEqual([
      ['fork', 30, 30, 1],
      ['single', 15, 15, 1],
    ]);
    expect({ geometric_mean_ratio, reference }).toEqual({ geometric_mean_ratio: 1, reference: { fifo: expect.any(Number), heft: 1 } });
    // FIFO gives the shorter branch the faster agent: 5 + 40 + 5.
    expect(workflows[0]?.fifo_ratio).toBeCloseTo(50 / 30);
  });

  it('[SO17] speeds start again where there are more agents; no work at all has the ratio 1', () => {
    write('dag/bag.json', { name: 'bag', app: 'demo', tasks: [0, 1, 2, 3].map((id) => task(id, 'work', 8)) });
    write('dag/none.json', { name: 'none', app: 'demo', tasks: [task(0, 'work', 0)] });
    expect(run('--dag', at('dag'), '--agents', '4', '--speeds', '1,3', '--json', at('out.json')).code).toBe(0);
    expect(report().workflows.map(({ lower_bound_s, ratio }) => [lower_bound_s, ratio > 0])).toEqual([
      [4, true],
      [0, true],
    ]);
    expect(report().workflows[1]?.ratio).toBe(1);
  });

  it('[SO18] a file with a duration per processor is planned by HEFT on these processors', () => {
    const matrix = {
      name: 'matrix',
      processors: 2,
      tasks: 3,
      computation: [
        [2, 9],
        [9, 2],
        [3, 3],
      ],
      edges: [
        [0, 1, 4],
        [0, 2, 50],
      ],
    };
    write('dag/matrix.json', matrix);
    expect(run('--dag', at('dag'), '--agents', '9', '--json', at('out.json')).code).toBe(0);
    expect(report().workflows[0]).toMatchObject({ makespan_s: 8, lower_bound_s: 5, heft_ratio: 8 / 5, ratio: 8 / 5 });
  });

  it('[SO19] means come from the history by application and type; a type unseen takes its namesakes, then its application, then 1', () => {
    const history = {
      name: 'h',
      app: 'demo',
      tasks: [task(0, 'split', 1), task(1, 'align_a', 2), task(2, 'align_b', 4), task(3, 'long', 100)],
    };
    write('history/h.json', history);
    write('history/other.json', { ...history, app: 'other', tasks: [task(0, 'align_c', 5_000)] });
    // On one fast and one slow agent the plan follows the means: whatever is thought longest goes to the fast one.
    const first = (types: [string, string]) => {
      write('dag/two.json', { name: 'two', app: 'demo', tasks: [task(0, types[0], 12), task(1, types[1], 12.5)] });
      run(
        '--dag',
        at('dag'),
        '--agents',
        '2',
        '--speeds',
        '1,1.5',
        '--estimates',
        'type-mean',
        '--history',
        at('history'),
        '--json',
        at('out.json'),
      );
      return (report().workflows[0]?.heft_ratio as number) * (report().workflows[0]?.lower_bound_s as number);
    };
    expect(first(['split', 'long'])).toBeCloseTo(12);
    expect(first(['long', 'split'])).toBeCloseTo(12.5);
    expect(first(['split', 'align_c'])).toBeCloseTo(12);
    expect(first(['align_c', 'split'])).toBeCloseTo(12.5);
    expect(first(['align_c', 'new'])).toBeCloseTo(12);
  });

  it('[PR47] with one left out, the history of a workflow is all others, and never itself', () => {
    const pair = (name: string, times: [number, number]) => ({
      name,
      app: 'demo',
      tasks: [task(0, 'one', times[0]), task(1, 'other', times[1])],
    });
    write('dag/a.json', pair('a', [30, 10]));
    write('dag/b.json', pair('b', [10, 30]));
    const options = ['--agents', '2', '--speeds', '1,2', '--estimates', 'type-mean', '--leave-one-out'];
    expect(run('--dag', at('dag'), ...options, '--json', at('out.json')).code).toBe(0);
    // Each is planned with the durations of the other: what is long goes to the slow agent.
    expect(report().workflows.map(({ name, heft_ratio }) => [name, heft_ratio.toFixed(3)])).toEqual([
      ['a', '2.000'],
      ['b', '2.000'],
    ]);
  });

  const bad: [string, unknown, RegExp][] = [
    ['no JSON', '{', /is not JSON/],
    ['no tasks', { ...fork, tasks: [] }, /holds no task/],
    ['a duplicate id', { ...fork, tasks: [task(1, 'a', 1), task(1, 'a', 1)] }, /two tasks have the id 1/],
    ['an unknown parent', { ...fork, tasks: [task(1, 'a', 1, [5])] }, /unknown parent 5/],
    ['a cycle', { ...fork, tasks: [task(1, 'a', 1, [2]), task(2, 'a', 1, [1])] }, /circle/],
    ['a task that waits for itself', { ...fork, tasks: [task(1, 'a', 1, [1])] }, /circle/],
    ['a negative time', { ...fork, tasks: [task(1, 'a', -1)] }, /tasks\.0\.rt/],
    ['a list', [], /must be an object, not a list/],
    ['a short matrix', { name: 'm', processors: 2, tasks: 2, computation: [[1, 2]], edges: [] }, /2 rows of 2/],
    ['an edge to nowhere', { name: 'm', processors: 1, tasks: 1, computation: [[1]], edges: [[0, 4, 1]] }, /unknown task/],
    [
      'an edge twice',
      {
        name: 'm',
        processors: 1,
        tasks: 2,
        computation: [[1], [1]],
        edges: [
          [0, 1, 1],
          [0, 1, 2],
        ],
      },
      /twice/,
    ],
  ];
  it.each(bad)('[SO22] a file with %s: a message, exit 1, and nothing written', (_, value, message) => {
    write('dag/good.json', fork);
    write('dag/worse.json', value);
    const { code, error } = run('--dag', at('dag'), '--agents', '2', '--json', at('out.json'));
    expect(code).toBe(1);
    expect(error).toMatch(/worse\.json/);
    expect(error).toMatch(message);
    expect(fs.existsSync(at('out.json'))).toBe(false);
  });

  const commands: [string, string[]][] = [
    ['no folder', ['--agents', '2']],
    ['an empty folder', ['--dag', '.', '--agents', '2']],
    ['a folder that is not there', ['--dag', './nowhere', '--agents', '2']],
    ['no agents', ['--dag', '.']],
    ['agents of 0', ['--dag', '.', '--agents', '0']],
    ['a speed of 0', ['--dag', '.', '--agents', '2', '--speeds', '1,0']],
    ['a speed left out', ['--dag', '.', '--agents', '2', '--speeds', '1,']],
    ['other estimates', ['--dag', '.', '--agents', '2', '--estimates', 'guess']],
    ['a history nobody asks', ['--dag', '.', '--agents', '2', '--history', '.']],
    ['two histories', ['--dag', '.', '--agents', '2', '--estimates', 'type-mean', '--leave-one-out', '--history', '.']],
    ['a history of true durations', ['--dag', '.', '--agents', '2', '--leave-one-out']],
    ['an unknown option', ['--dag', '.', '--agents', '2', '--fast']],
  ];
  it.each(commands)('[SO22] %s: a message and exit 1', (_, args) => {
    const { code, error } = run(...args.map((arg) => (arg.startsWith('.') ? path.join(folder, arg) : arg)));
    expect(code).toBe(1);
    expect(error).toMatch(/^eval:schedule: \S/);
  });
});
