import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { crossValidate, groupOf } from './cross-validate.ts';
import { rollingZScore, watch } from './detectors.ts';
import { DRAWN_FAULTS, DRAWN_KINDS, drawSeries } from './draw-series.ts';
import { evaluateAnomaly } from './evaluate-anomaly.ts';
import { scoreAlerts, scoreCorpus } from './nab-score.ts';

const ONE = { probation: 10, windows: [[100, 199]] as const };
const nab = (alerts: number[], series: Parameters<typeof scoreAlerts>[0] = ONE) => scoreCorpus([scoreAlerts(series, alerts)]).nab;

describe('the NAB score', () => {
  it.each<[string, number[], number]>([
    ['found at its first value is perfect', [100], 100],
    ['silence is worth nothing', [], 0],
    ['found in the middle', [150], 100 * (1 + 0.848284 / 0.986614) * 0.5],
    ['only the first alert of a window counts', [100, 120, 199], 100],
    ['a false alarm before any window costs its full weight', [100, 50], 100 - 5.5],
    ['a false alarm just behind the window costs next to nothing', [100, 200], 100 - 5.5 * 0.025],
    ['a false alarm far behind costs in full', [100, 900], 100 - 5.5],
    ['the probation is not judged', [3, 100], 100],
  ])('[AN7] %s', (_, alerts, expected) => {
    expect(nab(alerts)).toBeCloseTo(expected, 1);
  });

  it('[AN7] a window that ends in the probation counts nowhere; without windows there is no score', () => {
    expect(scoreAlerts({ probation: 300, windows: [[100, 199]] }, [150])).toEqual({ raw: 0, found: 0, falseAlarms: 0, windows: 0 });
    expect(nab([], { probation: 10, windows: [] })).toBeNull();
  });

  it('[AN7] F1 weighs windows found against missed ones and false alarms', () => {
    const scores = [scoreAlerts(ONE, [110, 50, 900]), scoreAlerts(ONE, [])];
    expect(scoreCorpus(scores)).toMatchObject({ found: 1, windows: 2, falseAlarms: 2, f1: 2 / (2 + 2 + 1) });
  });
});

describe('cross-validation', () => {
  it('[AN8] the bar for a group is chosen without it', () => {
    const series = (name: string, at: number) => ({
      name,
      values: Array<number>(300).fill(0),
      probation: 10,
      windows: [[at, at + 20]] as [number, number][],
    });
    const corpus = [series('x/cpu_aaaaaa.csv', 100), series('x/cpu_bbbbbb.csv', 100), series('x/disk.csv', 200)];
    const detect = (_: unknown, bar = 0) => ({ alerts: [bar], scores: [] });
    expect(crossValidate(corpus, detect, [100, 200])).toMatchObject({
      barWithout: { cpu: 200, disk: 100 },
      score: { found: 0, falseAlarms: 3 },
    });
    expect(groupOf('realAWSCloudwatch/ec2_network_in_257a54.csv')).toBe('ec2_network_in');
  });
});

describe('drawn series', () => {
  it('[AN9] repeat themselves by seed, with labelled windows behind the probation', () => {
    const drawn = DRAWN_KINDS.map((kind, at) => ({ kind, fault: DRAWN_FAULTS[at % DRAWN_FAULTS.length] ?? null, seed: 3 }));
    for (const wish of drawn) {
      const series = drawSeries(wish);
      expect(drawSeries(wish)).toEqual(series);
      expect(series.windows.length).toBeGreaterThan(0);
      for (const [first, last] of series.windows) expect(last).toBeGreaterThan(Math.max(first, series.probation - 1));
      expect(series.values.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    }
  });

  it('[AN9] the detector does better on them than a rolling z-score', () => {
    const corpus = DRAWN_KINDS.slice(0, 2).map((kind, at) => drawSeries({ kind, fault: ['bump', 'noisy'][at] ?? null, seed: 11 }));
    const figures = (detect: typeof watch) => scoreCorpus(corpus.map((series) => scoreAlerts(series, detect(series).alerts)));
    const [own, reference] = [figures(watch), figures(rollingZScore)];
    expect(own.f1).toBeGreaterThan(reference.f1 ?? 1);
    expect(own.nab).toBeGreaterThan(reference.nab ?? 100);
  });
});

describe('the command', () => {
  let folder: string;
  const file = (name: string) => path.join(folder, name);
  const put = (name: string, content: unknown) => {
    fs.mkdirSync(file(path.dirname(name)), { recursive: true });
    fs.writeFileSync(file(name), typeof content === 'string' ? content : JSON.stringify(content));
  };
  const values = Array.from({ length: 400 }, (_, at) => (at === 300 ? 90 : (at * 7) % 13));
  const series = { name: 'x/one.csv', step_s: 300, t: values.map((_, at) => at * 300), v: values, windows: [[295, 310]] };
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hive-anomaly-'));
    put('good/one.json', series);
    put('empty/readme.txt', 'nothing');
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));
  afterEach(() => vi.restoreAllMocks());

  function run(args: string[]) {
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const code = evaluateAnomaly(args);
    return { code, out: out.mock.calls.join(''), err: err.mock.calls.join('') };
  }

  it('[AN10] writes name, alerts and a score per value, and prints the figures', () => {
    const { code, out, err } = run([file('good'), '--json', file('report.json')]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('1 series: NAB standard score');
    const [only] = JSON.parse(fs.readFileSync(file('report.json'), 'utf8')) as { name: string; alerts: number[]; scores: number[] }[];
    expect(only?.name).toBe('x/one.csv');
    expect(only?.alerts[0]).toBe(300);
    expect(only?.scores).toHaveLength(400);
    expect(only?.scores[300]).toBeGreaterThanOrEqual(0.5);
  });

  it.each<[string, unknown, string]>([
    ['one column', { name: 'x', v: [1, 2] }, 't: '],
    ['columns of different length', { name: 'x', t: [0], v: [1, 2] }, 't has 1 entries where v has 2'],
    ['NaN', '{"name":"x","t":[0],"v":[NaN]}', 'is not JSON'],
    ['a hole', { name: 'x', t: [0, 1], v: [1, null] }, 'v.1: '],
    ['a number too large', '{"name":"x","t":[0],"v":[1e999]}', 'v.0: '],
    ['no values', { name: 'x', t: [], v: [] }, 'v: '],
    ['a window outside', { name: 'x', t: [0], v: [1], windows: [[0, 5]] }, 'windows.0: [0, 5]'],
    ['cut off', '{"name":"x","t":[0', 'is not JSON'],
  ])('[AN11] %s: one message that names the file, exit 1, nothing written', (name, content, reason) => {
    const at = `bad-${name.replaceAll(' ', '-')}`;
    put(`${at}/a.json`, series);
    put(`${at}/b.json`, content);
    const { code, err, out } = run([file(at), '--json', file('never.json')]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`${path.join(at, 'b.json')}: ${reason}`);
    expect(fs.existsSync(file('never.json'))).toBe(false);
  });

  it.each<[string[], string]>([
    [[], 'one folder of series is needed'],
    [['a', 'b'], 'one folder of series is needed'],
    [['nowhere'], 'nowhere: cannot be read (ENOENT)'],
    [['--what'], '--what'],
    [['--drawn', 'x'], '--drawn needs a whole number'],
    [['a', '--drawn', '1'], 'one folder of series is needed, or --drawn'],
    [['a', '--json', ''], '--json needs a file'],
  ])('[AN12] %j is refused with a reason, exit 1', (args, reason) => {
    const { code, err } = run(args);
    expect(code).toBe(1);
    expect(err).toContain(reason);
  });

  it('[AN12] a folder without series, and a result that cannot be written, are said', () => {
    expect(run([file('empty')])).toMatchObject({ code: 1, err: expect.stringContaining('holds no .json file') });
    expect(run([file('good'), '--json', file('nowhere/out.json')])).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be written (ENOENT)'),
    });
  });
});
