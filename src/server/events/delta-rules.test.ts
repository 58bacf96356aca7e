import { expect, test } from 'vitest';
import type { TaskSummary } from '../core/task/task-view.ts';
import { LOG_DELTAS, RUN_DELTAS } from './delta-rules.ts';
import type { RunDelta } from './live-reads.ts';

const event = (seq: number, taskId: string | null): RunDelta['events'][number] => ({
  ...{ runId: 'r', seq, type: 'task.started', at: new Date(0), taskId, taskKey: taskId, attemptId: null, data: null },
});
const task = (id: string, status: TaskSummary['status']) => ({ id, status }) as TaskSummary;
const delta = (events: RunDelta['events'], tasks: TaskSummary[]): RunDelta => ({ run: null, events, tasks });

test('[V6] what is left of a read has the tasks that its events name; of reads that are joined the last word on each task counts', () => {
  const first = delta([event(1, 'a'), event(2, 'b')], [task('a', 'running'), task('b', 'running')]);
  const second = delta([event(3, 'a'), event(4, null)], [task('a', 'completed')]);
  expect(RUN_DELTAS.behind(first, 1)).toEqual(delta([event(2, 'b')], [task('b', 'running')]));
  expect(RUN_DELTAS.join([first, second])).toEqual(
    delta([event(1, 'a'), event(2, 'b'), event(3, 'a'), event(4, null)], [task('a', 'completed'), task('b', 'running')]),
  );
});

test('[V6] of a log what is left begins behind the attempt and the line', () => {
  const line = (fence: number, seq: number) => ({ attemptId: `a${fence}`, fence, seq, at: new Date(0), stream: 'stdout', text: '' });
  const lines = [line(1, 0), line(1, 1), line(2, 0)];
  expect(LOG_DELTAS.behind(lines, { fence: 1, seq: 0 })).toEqual([line(1, 1), line(2, 0)]);
  expect(LOG_DELTAS.behind(lines, { fence: 1, seq: 9 })).toEqual([line(2, 0)]);
});
