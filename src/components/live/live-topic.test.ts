import { describe, expect, it } from 'vitest';
import type { LiveMessage, LiveTopic } from '@/server/core/live/live-message.ts';
import { topicAfter, topicName, topicsOf } from './live-topic.ts';

const event = { runId: 'r', seq: 7, type: 'task.ready', at: new Date(0), taskId: null, taskKey: null, attemptId: null, data: null };
const run: LiveMessage = { kind: 'run', runId: 'r', run: null, events: [event], tasks: [] };
const logs: LiveMessage = { kind: 'logs', taskId: 't', lines: [], cursor: 'c9' };

describe('live topics', () => {
  it.each<[LiveTopic, string]>([
    ['runs', 'runs'],
    [{ run: 'r', after: 3 }, 'run:r'],
    [{ logs: 't' }, 'logs:t'],
  ])('[U4] %j is one topic wherever it starts', (topic, name) => {
    expect(topicName(topic)).toBe(name);
  });

  it.each<[LiveMessage, string[]]>([
    [{ kind: 'agents', agents: [], removed: [] }, ['agents']],
    [run, ['run:r']],
    [logs, ['logs:t']],
    [{ kind: 'reset', topics: ['runs', 'run:r'] }, ['runs', 'run:r']],
  ])('[U4] %j reaches who watches it', (message, names) => {
    expect(topicsOf(message)).toEqual(names);
  });

  it('[U4] after a message a topic goes on behind it, so a new connection neither misses nor repeats', () => {
    expect(topicAfter({ run: 'r', after: 3 }, run)).toEqual({ run: 'r', after: 7 });
    expect(topicAfter({ run: 'r', after: 3 }, { ...run, events: [] })).toEqual({ run: 'r', after: 3 });
    expect(topicAfter({ logs: 't' }, logs)).toEqual({ logs: 't', after: 'c9' });
    expect(topicAfter('runs', logs)).toBe('runs');
  });
});
