import { describe, expect, it } from 'vitest';
import { appendLines, keepLater, LINES_KEPT, type TaskLog } from './log-lines.ts';

const line = (fence: number, seq: number) => ({
  attemptId: `a${fence}`,
  fence,
  seq,
  at: new Date(0),
  stream: 'stderr',
  text: `${fence}.${seq}`,
});
const log: TaskLog = { data: [line(1, 0), line(1, 1)], cursor: 'c1', hasMore: false };

describe('log lines', () => {
  it.each([
    ['go behind the last', [line(1, 2), line(2, 0)], ['1.0', '1.1', '1.2', '2.0'], 'c2'],
    ['are not shown twice', [line(1, 1), line(1, 2)], ['1.0', '1.1', '1.2'], 'c2'],
    ['of an older attempt change nothing', [line(0, 9)], ['1.0', '1.1'], 'c1'],
  ])('[U2] %s', (_, lines, shown, cursor) => {
    const next = appendLines(log, lines, 'c2');
    expect([next.data.map(({ text }) => text), next.cursor]).toEqual([shown, cursor]);
  });

  it('[U2] are kept up to a limit, the newest', () => {
    const many = Array.from({ length: LINES_KEPT }, (_, seq) => line(2, seq));
    const { data } = appendLines(log, many, 'c2');
    expect([data.length, data[0]?.text]).toEqual([LINES_KEPT, '2.0']);
  });

  it.each([
    ['what came while it was read is kept', [line(1, 1), line(1, 2), line(2, 0)], ['1.0', '1.1', '1.2', '2.0'], 'known'],
    ['what was missed meanwhile is there', [line(1, 0)], ['1.0', '1.1'], 'c1'],
    ['nothing was known before', [], ['1.0', '1.1'], 'c1'],
  ])('[U16] a log that is read anew is whole: %s', (_, known, shown, cursor) => {
    const next = keepLater({ data: known, cursor: 'known', hasMore: false }, log);
    expect([next.data.map(({ text }) => text), next.cursor]).toEqual([shown, cursor]);
    expect(keepLater(undefined, log)).toBe(log);
  });
});
