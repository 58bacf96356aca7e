import { describe, expect, it } from 'vitest';
import { EVENT_KINDS, type EventFilter, eventFilterSchema, matchesEvent } from './event-filter.ts';
import type { EventView } from './event-view.ts';

const nameOf = (id: string) => (id === 'a-1' ? 'Ada' : id);
const event = (type: string, taskKey: string | null = null, data: EventView['data'] = null): EventView => ({
  ...{ runId: 'r', seq: 1, at: new Date(0), taskId: taskKey, attemptId: null },
  ...{ type, taskKey, data },
});

describe('a filter of events', () => {
  it.each<[string, EventFilter, EventView, boolean]>([
    ['everything', {}, event('task.ready', 'a'), true],
    ['the run itself', { kind: 'run' }, event('run.patched'), true],
    ['the run itself, not its tasks', { kind: 'run' }, event('task.failed', 'a'), false],
    ['a problem', { kind: 'problem' }, event('task.retrying', 'a'), true],
    ['a result that is a problem, too', { kind: 'result' }, event('task.failed', 'a'), true],
    ['no problem', { kind: 'problem' }, event('task.completed', 'a'), false],
    ['one task', { task: 'a' }, event('task.ready', 'a'), true],
    ['another task with its beginning', { task: 'a' }, event('task.ready', 'ab'), false],
    ['a word of the task', { text: 'JUD' }, event('task.ready', 'judge'), true],
    ['a word of the reason', { text: 'busy' }, event('task.waiting', 'a', { reason: 'capacity', detail: 'All are Busy' }), true],
    ['a word of the error', { text: 'no luck' }, event('task.failed', 'a', { error: { code: 'x', message: 'No luck' } }), true],
    ['the agent by its name', { text: 'ada' }, event('task.assigned', 'a', { agent_id: 'a-1' }), true],
    ['not by its id', { text: 'a-1' }, event('task.assigned', 'b', { agent_id: 'a-1' }), false],
    ['not by the name of a field', { text: 'delay' }, event('task.retrying', 'a', { delay_ms: 3 }), false],
    ['both or not at all', { kind: 'problem', text: 'a' }, event('task.ready', 'a'), false],
  ])('[V16] asks for %s', (_, filter, given, matches) => {
    expect(matchesEvent(given, filter, nameOf)).toBe(matches);
  });

  it('[V16] takes every kind, and no text of blanks', () => {
    for (const kind of EVENT_KINDS) expect(eventFilterSchema.parse({ kind })).toEqual({ kind });
    expect(eventFilterSchema.safeParse({ text: '  ' }).success).toBe(false);
  });
});
