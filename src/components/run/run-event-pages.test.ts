import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { appendEvents, type EventData, expectEvents, patchEvents, runEventPages } from './run-event-pages.ts';

const event = (seq: number, type = 'task.ready') => ({
  runId: 'r',
  seq,
  type,
  at: new Date(seq),
  taskId: null,
  taskKey: null,
  attemptId: null,
  data: null,
});
const read = (seqs: number[], nextAfter: number | null, lookedTo = seqs.at(-1) ?? 0): EventData => ({
  pages: [{ data: seqs.map((seq) => event(seq)), lookedTo, nextAfter }],
  pageParams: [0],
});
const numbers = (data: EventData | undefined) => data?.pages.flatMap((page) => page.data.map(({ seq }) => seq));
const live = (seqs: number[]) => seqs.map((seq) => event(seq));

describe('events that come in live', () => {
  it.each([
    ['continue the last page', [1, 2], [3, 4], [1, 2, 3, 4]],
    ['are not shown twice', [1, 2, 3], [2, 3, 4], [1, 2, 3, 4]],
    ['start an empty list', [], [1], [1]],
    ['never leave a gap', [1, 2], [5], [1, 2]],
  ])('[U4] %s', (_, known, came, shown) => {
    expect(numbers(appendEvents(read(known, null), live(came)))).toEqual(shown);
  });

  it('[U4] wait for the pages that come before them', () => {
    const data = read([1, 2], 2);
    expect(appendEvents(data, [event(9)])).toBe(data);
    expect(appendEvents(undefined, [event(1)])).toBeUndefined();
  });

  it('[V16] that were missed while a page was on its way are still to be read', () => {
    expect(appendEvents(read([1, 2], null), live([3, 6]))?.pages.at(-1)).toMatchObject({ lookedTo: 3, nextAfter: 3 });
    const known = read([1, 2], null);
    expect(expectEvents(known, 2)).toBe(known);
    expect(expectEvents(known, 5)?.pages.at(-1)).toMatchObject({ nextAfter: 2 });
    expect(expectEvents(read([1, 2], null, 9), 9)?.pages.at(-1)?.nextAfter).toBeNull();
  });

  it('[V16] join every list whose filter they match, and move on where others look', () => {
    const client = new QueryClient();
    const fetch = () => Promise.reject(new Error('nothing is read'));
    const all = runEventPages(fetch, 'r').queryKey;
    const problems = runEventPages(fetch, 'r', { kind: 'problem' }).queryKey;
    client.setQueryData<EventData>(all, read([1, 2], null));
    client.setQueryData<EventData>(problems, read([2], null));
    patchEvents(client, { runId: 'r', events: [event(3), event(4, 'task.failed'), event(5)], agentName: (id) => id });
    expect(numbers(client.getQueryData<EventData>(all))).toEqual([1, 2, 3, 4, 5]);
    expect(numbers(client.getQueryData<EventData>(problems))).toEqual([2, 4]);
    expect(client.getQueryData<EventData>(problems)?.pages.at(-1)).toMatchObject({ lookedTo: 5, nextAfter: null });
  });
});
