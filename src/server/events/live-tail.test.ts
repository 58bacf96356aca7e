import { afterEach, expect, test } from 'vitest';
import { createTail, type LiveTail, type TailRead } from './live-tail.ts';

/** What is waited for comes in milliseconds, on a loaded machine later. */
const LONG = { timeout: 20_000 };

let tail: LiveTail<number, number[]>;
afterEach(() => tail.stop());

/** A tail whose reads end when they are told to. */
function createWorld() {
  const begun: { after: number; succeed(read: TailRead<number, number[]>): void; fail(error: Error): void }[] = [];
  tail = createTail<number, number[]>({
    intervalMs: 0,
    rules: {
      isBefore: (a, b) => a < b,
      size: (numbers) => numbers.length,
      behind: (numbers, place) => numbers.filter((each) => each > place),
      join: (deltas) => deltas.flat(),
    },
    read: (after) => new Promise((succeed, fail) => begun.push({ after, succeed, fail })),
    onError: (error) => expect.unreachable(error.message),
  });
  return begun;
}

/** The tail's own next read, which follows a poke. */
async function ownRead(begun: ReturnType<typeof createWorld>) {
  const before = begun.length;
  tail.poke();
  await expect.poll(() => begun.length, LONG).toBeGreaterThan(before);
  return begun[before] as (typeof begun)[number];
}

test('[V6] a read under way is shared by who asks for the same place, also after a change, and by nobody once it is over', async () => {
  const begun = createWorld();
  const [first, second, other] = [tail.read(0), tail.read(0), tail.read(5)];
  tail.poke();
  const late = tail.read(0);
  expect(begun.map(({ after }) => after)).toEqual([0, 5]);
  for (const { after, succeed } of begun) succeed({ delta: [after + 1], place: after + 1, more: false });
  expect(await Promise.all([first, second, late, other])).toMatchObject([{ place: 1 }, { place: 1 }, { place: 1 }, { place: 6 }]);
  void tail.read(0);
  expect(begun).toHaveLength(3);
});

test('[V6] a read that fails is shared as such, and the next asks anew', async () => {
  const begun = createWorld();
  const asked = [tail.read(0), tail.read(0)];
  begun[0]?.fail(new Error('away'));
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  void tail.read(0);
  expect(begun).toHaveLength(2);
});

test('[V6] whose place the tail has read of late is answered without a read, and who is at the head waits for the tail', async () => {
  const begun = createWorld();
  expect(tail.meet(10)).toBe(false);
  const own = await ownRead(begun);
  own.succeed({ delta: [11, 12, 13], place: 13, more: false });
  await expect.poll(() => tail.meet(10), LONG).toBe(true);
  const reads = begun.length;
  expect(await tail.read(11)).toEqual({ delta: [12, 13], place: 13, more: false });
  expect(await tail.read(13)).toEqual({ delta: null, place: 13, more: false });
  expect(await tail.read(20)).toEqual({ delta: null, place: 20, more: false });
  expect(begun).toHaveLength(reads);
  void tail.read(9);
  expect(begun).toHaveLength(reads + 1);
});

test('[V6] who meets the head makes the tail look once more: a change may have come before there was one', async () => {
  const begun = createWorld();
  tail.poke();
  expect(tail.meet(4)).toBe(false);
  await expect.poll(() => begun.map(({ after }) => after), LONG).toEqual([4]);
});

test('[V7] rows that are gone hold nobody up: the place is where they ended', async () => {
  const begun = createWorld();
  tail.meet(9);
  const reading = tail.read(3);
  begun.find(({ after }) => after === 3)?.succeed({ delta: null, place: 3, more: false });
  expect(await reading).toEqual({ delta: null, place: 9, more: false });
});
