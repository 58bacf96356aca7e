import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runConformance } from './run-conformance.ts';

let folder: string;
let output: string[];

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'breaker-cases-'));
  output = [];
  const keep = (text: unknown) => {
    output.push(String(text).trim());
    return true;
  };
  vi.spyOn(console, 'log').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
});
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

interface Step {
  at_ms: number;
  event: string;
  [key: string]: unknown;
}
const step = (at_ms: number, event: string, rest: Record<string, unknown> = {}): Step => ({ at_ms, event, ...rest });
const ends = (state: string, permitted: boolean, metrics?: Record<string, unknown>) => ({
  expect: { state, permitted, ...(metrics && { metrics }) },
});
const oneCase = (steps: Step[], config: Record<string, unknown> = {}) => ({ id: 'one', agree: 'all', title: 'a case', config, steps });

/** The exit code and the JSON report. */
function run(content: unknown) {
  const [file, json] = [path.join(folder, 'cases.json'), path.join(folder, 'out.json')];
  fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  const code = runConformance([file, '--json', json]);
  const report = fs.existsSync(json) ? (JSON.parse(fs.readFileSync(json, 'utf8')) as { cases: unknown[]; pool_cases: unknown[] }) : null;
  return { code, report, last: output.at(-1) };
}

/** Trips at the second failure, probes once after 100 ms; overrides on top. */
const SMALL = { window: { type: 'consecutive', failures: 2 }, minimum_calls: 1, wait_open_ms: 100 };

const CASES: { name: string; config: Record<string, unknown>; steps: Step[] }[] = [
  {
    name: 'named calls end later, unknown and refused ones nowhere',
    config: SMALL,
    steps: [
      step(0, 'acquire', { call: 'a', ...ends('closed', true) }),
      step(1, 'failure', { call: 'a', ...ends('closed', true, { calls: 1, failures: 1 }) }),
      step(2, 'failure', { call: 'nobody', ...ends('closed', true, { failures: 1 }) }),
      step(3, 'failure', ends('open', true)),
      step(4, 'acquire', { call: 'b', ...ends('open', false, { not_permitted: 1 }) }),
      step(103, 'failure', { call: 'b', ...ends('open', true) }),
      step(103, 'success', ends('closed', true, { calls: 0, not_permitted: 0 })),
    ],
  },
  {
    name: 'slow by name and by duration',
    config: { window: { type: 'time', size_ms: 1_000 }, minimum_calls: 3, slow_call_duration_ms: 50, slow_call_rate_threshold: 1 },
    steps: [
      step(0, 'slow_success', ends('closed', true, { slow: 1, slow_rate: null })),
      step(0, 'success', { duration_ms: 51, ...ends('closed', true, { slow: 2 }) }),
      step(0, 'slow_failure', ends('open', true, { slow: 3, slow_rate: 1, failures: 1, failure_rate: 1 / 3 })),
    ],
  },
  {
    name: 'a restart reloads what was stored',
    config: SMALL,
    steps: [
      step(0, 'acquire', { call: 'a', ...ends('closed', true) }),
      step(0, 'failure', ends('closed', true)),
      step(5, 'restart', ends('closed', true)),
      step(6, 'failure', { call: 'a', ...ends('closed', true, { failures: 1 }) }),
      step(7, 'failure', ends('open', true)),
      step(107, 'acquire', ends('half_open', true)),
      step(108, 'restart', ends('open', true)),
    ],
  },
  {
    name: 'a released permit and an ignored one come back',
    config: { ...SMALL, half_open_permits: 2, minimum_calls: 2, initial_state: 'open' },
    steps: [
      step(100, 'acquire', { call: 'a', ...ends('half_open', true) }),
      step(100, 'acquire', { call: 'b', ...ends('half_open', true) }),
      step(100, 'acquire', ends('half_open', false)),
      step(101, 'release', { call: 'a', ...ends('half_open', true) }),
      step(101, 'ignored', ends('half_open', true, { calls: 0 })),
      step(101, 'benign_error', ends('half_open', true, { calls: 1, failures: 0 })),
      step(102, 'success', { call: 'b', ...ends('closed', true) }),
    ],
  },
  {
    name: 'manual acts, for a time, and one that is refused',
    config: { ...SMALL, transition: 'eager', half_open_max_wait_ms: 50, half_open_max_wait_to: 'closed' },
    steps: [
      step(0, 'half_open', { expect: { state: 'closed', error: 'illegal' } }),
      step(0, 'trip', { for_ms: 300, ...ends('open', false) }),
      step(299, 'tick', ends('open', false)),
      step(300, 'tick', ends('half_open', true)),
      step(350, 'tick', ends('closed', true)),
      step(351, 'force_open', ends('forced_open', false)),
      step(352, 'disable', ends('disabled', true)),
      step(353, 'failure', ends('disabled', true, { calls: 0 })),
      step(354, 'metrics_only', ends('metrics_only', true)),
      step(355, 'reset', ends('closed', true)),
    ],
  },
];

describe('conformance:breaker', () => {
  it.each(CASES)('[BR20] understands: $name', ({ config, steps }) => {
    const { code, report, last } = run({ cases: [oneCase(steps, config)] });
    expect(report?.cases).toEqual([{ id: 'one', agree: 'all', result: 'passed', why: null }]);
    expect({ code, last }).toEqual({ code: 0, last: '1 passed, 0 failed, 0 skipped' });
  });

  it.each([
    { name: 'state', wrong: { state: 'open' } },
    { name: 'permission', wrong: { permitted: false } },
    { name: 'metrics', wrong: { metrics: { calls: 2 } } },
    { name: 'missing rate', wrong: { metrics: { failure_rate: 0 } } },
    { name: 'missing refusal', wrong: { error: 'x' } },
  ])('[BR20] a wrong $name is a failure with its step', ({ wrong }) => {
    const { code, last } = run({ cases: [oneCase([step(0, 'tick'), step(1, 'success', { expect: wrong })])] });
    expect({ code, last }).toEqual({ code: 1, last: '0 passed, 1 failed, 0 skipped' });
    expect(output.join('\n')).toContain('step 1 (success at 1)');
  });

  it('[BR20] the defaults of the file are used, and what is not known is skipped with its reason', () => {
    const cases = [
      oneCase([step(0, 'failure', ends('open', true))]),
      { ...oneCase([step(0, 'success')], { half_open_queue: 5 }), id: 'key' },
      { ...oneCase([step(0, 'meltdown')]), id: 'event' },
    ];
    const { code, last } = run({ header: { config_defaults: { window: { type: 'count', size: 1 }, minimum_calls: 1 } }, cases });
    expect({ code, last }).toEqual({ code: 0, last: '1 passed, 0 failed, 2 skipped' });
    expect(output.join('\n')).toMatch(/skipped key .*half_open_queue/);
  });

  it('[BR20] rules of pools are tried where their shape is known', () => {
    const pool_cases = [
      { id: 'cap', given: { agents: 10, ejected: 1, max_ejection_percent: 20, new_outlier: true }, expect: { ejected: true } },
      { id: 'full', given: { agents: 10, ejected: 2, max_ejection_percent: 20, new_outlier: true }, expect: { ejected: false } },
      { id: 'two', given: { agents: 2, outcome: '429' }, expect: { cooled: true } },
      { id: 'one', given: { agents: 1, outcome: '429' }, expect: { cooled: false } },
      { id: 'all', given: { agents: 4, unhealthy: 4 }, expect: { candidates: 4 } },
      { id: 'some', given: { agents: 4, unhealthy: 1 }, expect: { candidates: 3 } },
      { id: 'codes', given: { statuses: [400, 500] }, expect: { may_cool: [400] } },
      { id: 'odd', given: { moon: 'full' }, expect: {} },
    ];
    const { code, report } = run({ cases: [], pool_cases });
    expect(report?.pool_cases.map((value) => (value as { result: string }).result)).toEqual([
      ...Array(6).fill('passed'),
      'failed',
      'skipped',
    ]);
    expect(code).toBe(1);
  });

  it.each(['{', '[]', '{"cases":[{"title":"nameless"}]}'])('[BR20] a file that is none is one message: %s', (content) => {
    const { code, report } = run(content);
    expect({ code, report }).toEqual({ code: 1, report: null });
    expect(output.join('\n')).toContain('usage: npm run conformance:breaker');
  });

  it('[BR20] the command line is checked', () => {
    expect(runConformance([])).toBe(1);
    expect(runConformance([path.join(folder, 'nowhere.json')])).toBe(1);
    expect(runConformance(['a.json', 'b.json'])).toBe(1);
  });
});
