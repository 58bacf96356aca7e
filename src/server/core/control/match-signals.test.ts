import fc from 'fast-check';
import { expect, it } from 'vitest';
import { endsWait, matchKept } from './match-signals.ts';

const key = fc.option(fc.constantFrom('1', '2', '3'), { nil: null });
const name = fc.constantFrom('paid', 'shipped');
const waits = fc.array(fc.record({ name, key }), { maxLength: 12 });

it('[WE1] a wait without a key takes any event of its name, one with a key only its own', () => {
  expect(endsWait({ name: 'paid', key: null }, { name: 'paid', key: '1' })).toBe(true);
  expect(endsWait({ name: 'paid', key: '1' }, { name: 'paid', key: '1' })).toBe(true);
  expect(endsWait({ name: 'paid', key: '1' }, { name: 'paid', key: null })).toBe(false);
  expect(endsWait({ name: 'paid', key: '1' }, { name: 'paid', key: '2' })).toBe(false);
  expect(endsWait({ name: 'paid', key: null }, { name: 'shipped', key: null })).toBe(false);
});

it('[WE2] a kept event ends one wait, a wait takes one event, and nothing is left that would fit', () => {
  fc.assert(
    fc.property(waits, waits, (waiting, kept) => {
      const tasks = waiting.map((wait, at) => ({ taskId: `t${at}`, ...wait }));
      const signals = kept.map((signal, at) => ({ id: `s${at}`, ...signal }));
      const matches = matchKept(tasks, signals);
      expect(new Set(matches.map(({ taskId }) => taskId)).size).toBe(matches.length);
      expect(new Set(matches.map(({ signalId }) => signalId)).size).toBe(matches.length);
      for (const { taskId, signalId } of matches) {
        const wait = tasks.find((task) => task.taskId === taskId);
        const signal = signals.find(({ id }) => id === signalId);
        expect(wait && signal && endsWait(wait, signal)).toBe(true);
      }
      const idle = tasks.filter(({ taskId }) => !matches.some((match) => match.taskId === taskId));
      const left = signals.filter(({ id }) => !matches.some((match) => match.signalId === id));
      for (const wait of idle) expect(left.some((signal) => endsWait(wait, signal))).toBe(false);
    }),
  );
});
