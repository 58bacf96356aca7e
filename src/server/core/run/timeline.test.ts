import { describe, expect, it } from 'vitest';
import type { AttemptView, TaskSummary } from '../task/task-view.ts';
import { timelineRow } from './timeline.ts';

const at = (ms: number) => new Date(ms);
const attempt = (number: number, times: [assigned: number, started: number | null, ended: number | null]): AttemptView => ({
  id: `a${number}`,
  number,
  fence: number,
  status: times[2] === null ? 'running' : 'failed',
  agentId: 'g',
  agentName: 'Agent',
  decisionId: null,
  assignedAt: at(times[0]),
  startedAt: times[1] === null ? null : at(times[1]),
  endedAt: times[2] === null ? null : at(times[2]),
  durationMs: null,
  cancelRequested: false,
  hedgeOf: null,
  judging: null,
  progress: null,
  error: null,
  verification: null,
  verificationReason: null,
  quality: null,
  usage: { inputTokens: null, outputTokens: null, costUsd: null },
});
const task = (status: TaskSummary['status'], readyAt: number | null, attempts: AttemptView[]): TaskSummary => ({
  id: 't',
  runId: 'r',
  taskId: 'one',
  index: 0,
  parentId: null,
  item: null,
  name: 'One',
  taskType: 'x',
  status,
  waitReason: null,
  waitDetail: null,
  readyAt: readyAt === null ? null : at(readyAt),
  finishedAt: null,
  availableAt: null,
  error: null,
  outputArtifactId: null,
  reusedFrom: null,
  given: null,
  attempts,
});
const spans = (given: TaskSummary) =>
  timelineRow(given).spans.map(({ kind, from, to }) => [kind, from.getTime(), to === null ? null : to.getTime()]);

describe('the timeline of a task', () => {
  it('[V3] queued, assigned, running, and queued again between attempts', () => {
    const given = task('running', 0, [attempt(1, [10, 12, 20]), attempt(2, [35, 36, null])]);
    expect(spans(given)).toEqual([
      ['queued', 0, 10],
      ['assigned', 10, 12],
      ['running', 12, 20],
      ['queued', 20, 35],
      ['assigned', 35, 36],
      ['running', 36, null],
    ]);
  });

  it('[V3] a ready task without an attempt waits until now', () => {
    expect(spans(task('ready', 5, []))).toEqual([['queued', 5, null]]);
  });

  it('[V3] what nobody is called for waits until it is over; a result that was given did not', () => {
    const answered = { ...task('completed', 5, []), finishedAt: at(65) };
    expect(spans(answered)).toEqual([['queued', 5, 65]]);
    expect(spans({ ...answered, status: 'skipped' })).toEqual([]);
    expect(spans({ ...answered, reusedFrom: 'other' })).toEqual([]);
    expect(spans({ ...answered, given: 'pinned' })).toEqual([]);
  });

  it('[V3] a readiness after the first attempt says nothing of the first wait', () => {
    expect(spans(task('completed', 30, [attempt(1, [10, 12, 20])]))).toEqual([
      ['assigned', 10, 12],
      ['running', 12, 20],
    ]);
  });

  it('[V3] an attempt that ended before it started was only assigned', () => {
    expect(spans(task('ready', null, [attempt(1, [10, null, 20])]))).toEqual([
      ['assigned', 10, 20],
      ['queued', 20, null],
    ]);
  });
});
