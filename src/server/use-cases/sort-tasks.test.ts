import { describe, expect, it } from 'vitest';
import type { QueuedTask, QueueRead } from '../db/read-queue.ts';
import { sortTasks } from './sort-tasks.ts';

const SPEC = JSON.stringify({
  taskType: 'work',
  requiredCapabilities: [],
  preferredAgents: [],
  excludedAgents: [],
  priority: 1,
  strategy: 'adaptive',
  style: { creativity: 0.5, analyticalDepth: 0.5, collaboration: 0.5 },
  qualityThreshold: 0,
  timeoutMs: 1_000,
  retry: { max_attempts: 1, backoff_ms: 0, multiplier: 1, jitter: 0 },
  parallelizable: true,
});

const queued = (id: string, losses: number, over: Partial<QueuedTask> = {}): QueuedTask => ({
  id,
  runId: 'run',
  key: id,
  name: id,
  fence: losses,
  attempts: 0,
  losses,
  avoid: null,
  blocked: 0,
  rank: id,
  parkKey: null,
  waitReason: null,
  specText: SPEC,
  inputText: '{}',
  references: [],
  ...over,
});

function sort(tasks: QueuedTask[], holdsQuarantined = false): { starts: string[]; waits: string[] } {
  const run = { id: 'run', maxConcurrentTasks: 10, maxAgents: 10, executionMode: 'parallel', workflowId: null, traceParent: null };
  const read = { tasks, runs: [{ ...run, input: {}, context: {} }], live: [] } as unknown as QueueRead;
  const sorted = sortTasks(read, { restraints: [], holdsQuarantined, passedConditions: new Set(), groups: new Map() });
  return { starts: sorted.candidates.map(({ task }) => task.id), waits: sorted.heldBack.map(({ taskId }) => taskId) };
}

describe('tasks that holders died of', () => {
  it.each<[string, QueuedTask[], boolean, { starts: string[]; waits: string[] }]>([
    ['the one with the fewest deaths', [queued('1', 3), queued('2', 2), queued('3', 4)], false, { starts: ['2'], waits: ['1', '3'] }],
    ['of equal ones the first in the queue', [queued('1', 2), queued('2', 2)], false, { starts: ['1'], waits: ['2'] }],
    ['none while this process holds one', [queued('1', 2), queued('2', 0)], true, { starts: ['2'], waits: ['1'] }],
    ['one that cannot run takes nobody his turn', [queued('1', 2, { blocked: 1 }), queued('2', 3)], false, { starts: ['2'], waits: [] }],
  ])('[RC55] %s starts', (_, tasks, holds, expected) => {
    expect(sort(tasks, holds)).toEqual(expected);
  });
});
