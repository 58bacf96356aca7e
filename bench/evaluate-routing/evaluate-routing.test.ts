import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';
import { drawBeta } from './draw-beta.ts';
import { evaluateRouting } from './evaluate-routing.ts';
import { prepareLearned } from './learned-policy.ts';
import { LABELS, makeSet, SET_KINDS } from './make-sets.ts';
import type { PreparePolicy } from './policy.ts';
import { REFERENCE_POLICIES } from './reference-policies.ts';
import { openArena, type Replayed, replayAll } from './replay.ts';
import { candidatesOf, type Task, type World } from './world.ts';

const task = (type: string, outcomes: number[], fits = outcomes.map(() => 1)): Task => ({
  type,
  fits: Float64Array.from(fits),
  outcomes: Uint8Array.from(outcomes),
});
/** Agent 0 is best at "a" (3 of 4), agent 1 at "b" (2 of 2). */
const SMALL: World = {
  agents: ['x', 'y'],
  tasks: [task('a', [1, 0]), task('a', [1, 1]), task('a', [1, 0]), task('a', [0, 1]), task('b', [0, 1]), task('b', [1, 1])],
  history: [],
};
const always =
  (agent: number): PreparePolicy =>
  () =>
  () => ({ choose: () => agent, predict: () => 0.8, observe: () => undefined });
const mean = (runs: readonly Replayed[], key: 'regret' | 'brier' | 'ece') => runs.reduce((sum, run) => sum + run[key], 0) / runs.length;

describe('replay', () => {
  it('[PR35] regret is what the best agent per type in hindsight had more, per task', () => {
    const arena = openArena(SMALL, 'prior');
    const [run] = replayAll(arena, always(0), 1);
    expect(run).toMatchObject({ successRate: 4 / 6, shares: [expect.closeTo(1, 9), 0] });
    expect(run?.regret).toBeCloseTo((4 * 0.75 + 2 * 1 - 4) / 6, 12);
    expect(run?.brier).toBeCloseTo((4 * 0.04 + 2 * 0.64) / 6, 12);
    expect(run?.learnedRatio).toBeCloseTo((3 + 1) / 5, 12);
  });

  it('[PR36] only the chosen outcome is seen, each task once, and a prediction is made before its outcome is', () => {
    const seen: string[] = [];
    const spy: PreparePolicy = () => () => ({
      choose: (question) => {
        expect(question).not.toHaveProperty('outcomes');
        seen.push('choose');
        return 1;
      },
      predict: () => {
        seen.push('predict');
        return 0.5;
      },
      observe: (_question, agent) => seen.push(`observe ${agent}`),
    });
    replayAll(openArena(SMALL, 'prior'), spy, 1);
    const replayed = seen.slice(0, 18);
    for (let at = 0; at < 18; at += 3) expect(replayed.slice(at, at + 3)).toEqual(['choose', 'predict', 'observe 1']);
    expect(seen.slice(18).every((step) => step === 'predict')).toBe(true);
  });

  it('[PR37] filtering keeps agents that cover everything; when nobody does, everybody is a candidate', () => {
    expect(candidatesOf(task('a', [1, 0], [1, 0.5]), 'filter')).toEqual([0]);
    expect(candidatesOf(task('a', [1, 0], [0, 0.5]), 'filter')).toEqual([0, 1]);
    expect(candidatesOf(task('a', [1, 0], [1, 0.5]), 'prior')).toEqual([0, 1]);
  });

  it.each(Object.keys({ learned: 0, ...REFERENCE_POLICIES }))('[PR38] policy %s repeats itself by seed', (name) => {
    const world = makeSet({ kind: 'talent', seed: 3, labels: 'noise', history: 0.1 });
    const prepare = { learned: prepareLearned(), ...REFERENCE_POLICIES }[name] as PreparePolicy;
    const run = () => replayAll(openArena(world, 'prior'), prepare, 2).map(({ decisionsPerSecond: _, ...run }) => run);
    expect(run()).toEqual(run());
  });

  it('[PR39] drawn fleets have the promised sizes and differ by seed', () => {
    for (const kind of SET_KINDS) {
      for (const labels of LABELS) {
        const world = makeSet({ kind, seed: 1, labels, history: 0.5 });
        expect([world.agents.length, world.tasks.length]).toEqual(kind === 'specialists' ? [15, 844] : [24, 250]);
        expect(world.history.length).toBeGreaterThan(0.4 * world.agents.length * world.tasks.length);
        expect(makeSet({ kind, seed: 1, labels, history: 0.5 })).toEqual(world);
        expect(makeSet({ kind, seed: 2, labels, history: 0.5 }).tasks).not.toEqual(world.tasks);
      }
    }
  });

  it('[PR40] over drawn fleets, cold and warm, the learned policy regrets at least a sixth less than hierarchical Thompson sampling', () => {
    let learned = 0;
    let plain = 0;
    for (const kind of SET_KINDS) {
      for (const history of [0, 0.15]) {
        for (let seed = 1; seed <= 6; seed += 1) {
          const arena = openArena(makeSet({ kind, seed, labels: 'none', history }), 'prior');
          learned += mean(replayAll(arena, prepareLearned(), 1), 'regret');
          plain += mean(replayAll(arena, REFERENCE_POLICIES['hierarchical-thompson'], 1), 'regret');
        }
      }
    }
    expect(learned).toBeLessThan((5 / 6) * plain);
  });

  it('[PR41] beta draws have their mean and variance', () => {
    const random = seededRandom(8);
    for (const [a, b] of [
      [0.5, 0.5],
      [2, 6],
      [40, 10],
    ] as const) {
      const draws = Array.from({ length: 20_000 }, () => drawBeta(a, b, random));
      const average = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
      const variance = draws.reduce((sum, draw) => sum + (draw - average) ** 2, 0) / draws.length;
      expect(average).toBeCloseTo(a / (a + b), 1);
      expect(variance).toBeCloseTo((a * b) / ((a + b) ** 2 * (a + b + 1)), 2);
    }
  });
});

describe('the command', () => {
  let folder: string;
  const file = (name: string) => path.join(folder, name);
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hive-eval-'));
    fs.writeFileSync(file('agents.csv'), 'agent_id,capabilities,cost_per_task_usd\nx,,\ny,,\n');
    fs.writeFileSync(
      file('tasks.csv'),
      `task_id,task_type,required_capabilities\n${SMALL.tasks.map(({ type }, at) => `t${at},${type},\n`).join('')}`,
    );
    const rows = SMALL.tasks.flatMap(({ outcomes }, at) => [`t${at},x,${outcomes[0]}\n`, `t${at},y,${outcomes[1]}\n`]);
    fs.writeFileSync(file('outcomes.csv'), `task_id,agent_id,success\n${rows.join('')}`);
    fs.writeFileSync(file('broken.csv'), `task_id,agent_id,success\n${rows.slice(1).join('')}`);
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));
  afterEach(() => vi.restoreAllMocks());

  function run(args: string[], outcomes = 'outcomes.csv') {
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const code = evaluateRouting(['--agents', file('agents.csv'), '--tasks', file('tasks.csv'), '--outcomes', file(outcomes), ...args]);
    return { code, out: out.mock.calls.join(''), err: err.mock.calls.join('') };
  }

  it('[PR42] the JSON holds every figure, and the reference policies', () => {
    expect(run(['--seeds', '2', '--json', file('report.json')])).toMatchObject({ code: 0, err: '' });
    const report: unknown = JSON.parse(fs.readFileSync(file('report.json'), 'utf8'));
    const figures = { success_rate: expect.any(Number), regret: expect.any(Number) };
    expect(report).toMatchObject({
      n: 6,
      ...figures,
      brier: expect.any(Number),
      ece: expect.any(Number),
      decisions_per_second: expect.any(Number),
      share: { x: expect.any(Number), y: expect.any(Number) },
      reference: { random: figures, 'best-single': figures, 'per-type-thompson': figures, 'epsilon-greedy': figures, ucb1: figures },
    });
  });

  it('[PR43] bad input: one message, exit 1, no file', () => {
    const { code, err } = run(['--json', file('never.json')], 'broken.csv');
    expect(code).toBe(1);
    expect(err).toContain('broken.csv: no outcome of task "t0" with agent "x"');
    expect(fs.readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  it.each([
    [['--policy', 'clairvoyant'], 'unknown policy "clairvoyant"'],
    [['--policy', 'constructor'], 'unknown policy'],
    [['--seeds', '0'], '--seeds'],
    [['--seeds', 'many'], '--seeds'],
    [['--capabilities', 'no'], '--capabilities is prior or filter'],
    [['--warm', 'x.csv'], '--warm and --warm-tasks go together'],
    [['--what'], '--what'],
  ])('[PR44] %j is refused with a reason, exit 1', (args, reason) => {
    const { code, err, out } = run(args);
    expect(code).toBe(1);
    expect(err).toContain(reason);
    expect(out).toBe('');
  });

  it('[PR45] a result that cannot be written is said, exit 1', () => {
    const { code, err } = run(['--seeds', '1', '--json', file('nowhere/report.json')]);
    expect(code).toBe(1);
    expect(err).toContain('cannot be written (ENOENT)');
  });
});
