import { describe, expect, it } from 'vitest';
import type { RunSummary } from '@/server/core/run/run-view.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { type LatePatches, PatchBook } from './patch-book.ts';

/** A read that ends when the test says so. */
function openRead() {
  let end = (_: Error | null): void => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    end = (error) => (error === null ? resolve() : reject(error));
  });
  return { promise, end };
}

const run = (seq: number) => ({ id: 'r', seq }) as RunSummary;
const task = (id: string, status: TaskSummary['status']) => ({ id, status }) as TaskSummary;

describe('what comes in while a run is read anew', () => {
  it('[U16] is put on top of the answer, the newest of each', async () => {
    const book = new PatchBook();
    const read = openRead();
    const late: LatePatches[] = [];
    const done = book.during(read.promise, (each) => late.push(each));
    book.note(run(4), [task('a', 'running'), task('b', 'running')]);
    book.note(run(5), [task('a', 'completed')]);
    expect(late).toEqual([]);
    read.end(null);
    await done;
    expect(late).toEqual([{ run: run(5), tasks: [task('a', 'completed'), task('b', 'running')] }]);
  });

  it('[U16] is kept no longer than the last read that is under way, be it refused', async () => {
    const book = new PatchBook();
    const [first, second] = [openRead(), openRead()];
    const late: LatePatches[] = [];
    book.note(run(1), [task('a', 'running')]);
    const both = [first, second].map(({ promise }) => book.during(promise, (each) => late.push(each)));
    book.note(run(2), []);
    first.end(new Error('no answer'));
    await both[0];
    book.note(run(3), []);
    second.end(null);
    await both[1];
    expect(late.map((each) => each.run?.seq)).toEqual([2, 3]);
    await book.during(Promise.resolve(), (each) => late.push(each));
    expect(late.at(-1)).toEqual({ run: null, tasks: [] });
  });
});
