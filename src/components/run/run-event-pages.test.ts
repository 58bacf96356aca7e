import { describe, expect, it } from 'vitest';
import { appendEvents, type EventData } from './run-event-pages.ts';

const event = (seq: number) => ({
  runId: 'r',
  seq,
  type: 'task.ready',
  at: new Date(seq),
  taskId: null,
  taskKey: null,
  attemptId: null,
  data: null,
});
const read = (seqs: number[], nextAfter: number | null): EventData => ({ pages: [{ data: seqs.map(event), nextAfter }], pageParams: [0] });
const numbers = (data: EventData | undefined) => data?.pages.flatMap((page) => page.data.map(({ seq }) => seq));

describe('events that come in live', () => {
  it.each([
    ['continue the last page', [1, 2], [3, 4], [1, 2, 3, 4]],
    ['are not shown twice', [1, 2, 3], [2, 3, 4], [1, 2, 3, 4]],
    ['start an empty list', [], [1], [1]],
    ['never leave a gap', [1, 2], [5], [1, 2]],
  ])('[U4] %s', (_, known, live, shown) => {
    expect(numbers(appendEvents(read(known, null), live.map(event)))).toEqual(shown);
  });

  it('[U4] wait for the pages that come before them', () => {
    const data = read([1, 2], 2);
    expect(appendEvents(data, [event(9)])).toBe(data);
    expect(appendEvents(undefined, [event(1)])).toBeUndefined();
  });
});
