import { afterEach, expect, test } from 'vitest';
import { createTail, type LiveTail, type TailRead } from './live-tail.ts';

let tail: LiveTail<number, string>;
afterEach(() => tail.stop());

/** A tail whose reads end when they are told to. */
function createWorld() {
  const begun: { after: number; succeed(read: TailRead<number, string>): void; fail(error: Error): void }[] = [];
  tail = createTail<number, string>({
    intervalMs: 60_000,
    read: (after) => new Promise((succeed, fail) => begun.push({ after, succeed, fail })),
    isBefore: (a, b) => a < b,
    onError: (error) => expect.unreachable(error.message),
  });
  return begun;
}

test('[V6] a read under way is shared by who asks for the same place, and by nobody after it', async () => {
  const begun = createWorld();
  const [first, second, other] = [tail.read(0), tail.read(0), tail.read(5)];
  expect(begun.map(({ after }) => after)).toEqual([0, 5]);
  for (const { after, succeed } of begun) succeed({ delta: 'read', place: after + 1, more: false });
  expect(await Promise.all([first, second, other])).toMatchObject([{ place: 1 }, { place: 1 }, { place: 6 }]);
  void tail.read(0);
  expect(begun).toHaveLength(3);
});

test('[V6] after a change nobody is handed a read that began before it', () => {
  const begun = createWorld();
  void tail.read(7);
  tail.poke();
  void tail.read(7);
  expect(begun.filter(({ after }) => after === 7)).toHaveLength(2);
});

test('[V6] a read that fails is shared as such, and the next asks anew', async () => {
  const begun = createWorld();
  const asked = [tail.read(0), tail.read(0)];
  begun[0]?.fail(new Error('away'));
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  void tail.read(0);
  expect(begun).toHaveLength(2);
});
