import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createGroupCommit, isTransient } from './group-commit.ts';

const log = pino({ level: 'silent' });
const withCode = (code: string) => Object.assign(new Error(code), { code });
const double = async (items: number[]) => items.map((item) => item * 2);

describe('group commit', () => {
  test('[L20] what gathers during a write leaves together with the next, in order', async () => {
    const batches: number[][] = [];
    const commit = createGroupCommit<number, number>({
      name: 'test',
      log,
      write: async (items) => {
        batches.push(items);
        await new Promise((resolve) => setImmediate(resolve));
        return double(items);
      },
    });
    const first = commit.add(1);
    await new Promise((resolve) => setImmediate(resolve));
    const others = [2, 3, 4].map((item) => commit.add(item));
    expect(await Promise.all([first, ...others])).toEqual([2, 4, 6, 8]);
    expect(batches).toEqual([[1], [2, 3, 4]]);
  });

  test('[L20] a batch holds so many rows, and an item with more goes alone', async () => {
    const batches: number[][] = [];
    const write = async (items: number[]) => {
      batches.push(items);
      return double(items);
    };
    const commit = createGroupCommit<number, number>({ name: 'test', log, rowsOf: (rows) => rows, write });
    await Promise.all([700, 200, 300, 1, 499, 600].map((rows) => commit.add(rows)));
    expect(batches).toEqual([[700], [200, 300], [1, 499], [600]]);
  });

  test('[L25] writes that nobody waits for linger together until somebody waits or drains, and keep their order', async () => {
    const batches: number[][] = [];
    const write = async (items: number[]) => {
      batches.push(items);
      return double(items);
    };
    const commit = createGroupCommit<number, number>({ name: 'test', log, lingerMs: 3_600_000, write });
    void commit.add(1);
    await new Promise((resolve) => setImmediate(resolve));
    void commit.add(2);
    const last = commit.add(3);
    commit.hurry();
    expect(await last).toBe(6);
    void commit.add(4);
    await commit.drain();
    expect(batches).toEqual([[1, 2, 3], [4]]);
  });

  test('[L21] rows that cannot be stored fail alone, whichever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), async (poisons) => {
        const stored: number[] = [];
        const commit = createGroupCommit<number, number>({
          name: 'test',
          log,
          write: async (items) => {
            if (items.some((item) => poisons[item])) throw withCode('22P02');
            stored.push(...items);
            return double(items);
          },
        });
        const answers = await Promise.allSettled(poisons.map((_, item) => commit.add(item)));
        expect(answers.map(({ status }) => status === 'rejected')).toEqual(poisons);
        expect(stored).toEqual(poisons.flatMap((poison, item) => (poison ? [] : [item])));
      }),
      { numRuns: 50 },
    );
  });

  test('[L22] a write that failed for a moment is made again, and told that it may have been stored', async () => {
    const tries: boolean[] = [];
    const commit = createGroupCommit<number, number>({
      name: 'test',
      log,
      write: async (items, again) => {
        tries.push(again);
        if (tries.length < 3) throw withCode('57P01');
        return double(items);
      },
    });
    expect(await commit.add(21)).toBe(42);
    expect(tries).toEqual([false, true, true]);
  });

  test('[L22] what is added after a stop, or waits for a write that never succeeds, is rejected', async () => {
    let failed = () => {};
    const failing = new Promise<void>((resolve) => {
      failed = resolve;
    });
    const commit = createGroupCommit<number, number>({
      name: 'test',
      log,
      write: async () => {
        failed();
        throw withCode('08006');
      },
    });
    const stuck = commit.add(1);
    await failing;
    const waiting = commit.add(2);
    commit.stop(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    await expect(stuck).rejects.toThrow('stopped');
    await expect(commit.add(3)).rejects.toThrow('stopped');
    await commit.drain();
  });

  test.each([
    ['a lost connection', new Error('Connection terminated unexpectedly'), true],
    ['a socket that is gone', withCode('EPIPE'), true],
    ['a refused connection', withCode('ECONNREFUSED'), true],
    ['an administrator', withCode('57P01'), true],
    ['a deadlock', withCode('40P01'), true],
    ['a full disk', withCode('53100'), true],
    ['a value that does not fit', withCode('22P02'), false],
    ['a broken rule', withCode('23505'), false],
    ['a fault of ours', new TypeError('undefined is not a function'), false],
    ['a string beyond all limits', new RangeError('Invalid string length'), false],
  ])('[L23] %s: may the same statement succeed later?', (_, error, transient) => {
    expect(isTransient(error)).toBe(transient);
  });
});
