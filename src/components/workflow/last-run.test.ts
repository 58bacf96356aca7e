import { expect, it } from 'vitest';
import type { RunStatus } from '@/server/core/run/state.ts';
import { withLastRun } from './last-run.ts';

const at = (minute: number) => new Date(minute * 60_000);
const run = (id: string, minute: number, status: RunStatus, workflowId = 'w') => ({ id, workflowId, status, createdAt: at(minute) });
const workflow = { id: 'w', lastRun: { id: 'b', status: 'running' as RunStatus, createdAt: at(2) } };

it('[U20] a workflow says how its last run goes, while it goes', () => {
  expect(withLastRun(workflow, [run('b', 2, 'completed')]).lastRun).toMatchObject({ id: 'b', status: 'completed' });
  expect(withLastRun(workflow, [run('c', 3, 'running'), run('b', 2, 'failed')]).lastRun).toMatchObject({ id: 'c', status: 'running' });
  expect(withLastRun({ id: 'w', lastRun: null }, [run('a', 1, 'running')]).lastRun).toMatchObject({ id: 'a' });
});

it('[U20] runs of others, older ones and what is known change nothing', () => {
  expect(withLastRun(workflow, [run('x', 9, 'failed', 'other'), run('a', 1, 'failed'), run('b', 2, 'running')])).toBe(workflow);
});
