import { describe, expect, test } from 'vitest';
import { createGateBook } from './gates.ts';

describe('gate book', () => {
  test('[Q22] a gate is looked at once when it is new, then only as often as it is credited', () => {
    const gates = createGateBook();
    gates.note(['run:a']);
    expect(gates.take()).toEqual([{ key: 'run:a', limit: 1 }]);
    gates.note(['run:a']);
    expect(gates.take()).toEqual([]);
    gates.credit('run:a', 2);
    gates.credit('run:a', 3);
    gates.credit('run:unknown', 3);
    expect(gates.hasCredit()).toBe(true);
    expect(gates.take()).toEqual([{ key: 'run:a', limit: 5 }]);
    expect(gates.hasCredit()).toBe(false);
  });

  test('[Q22] paused runs are no gates of dispatch', () => {
    const gates = createGateBook();
    gates.note(['paused:a']);
    gates.replace(['paused:b', 'run:c']);
    expect(gates.take()).toEqual([{ key: 'run:c', limit: 1 }]);
  });

  test('[Q22] capacity that was freed credits demands, not runs', () => {
    const gates = createGateBook();
    gates.replace(['run:a', 'demand:b']);
    gates.take();
    gates.creditDemands(2);
    expect(gates.take()).toEqual([{ key: 'demand:b', limit: 2 }]);
  });

  test('[Q23] more gates than fit into a pass take turns', () => {
    const gates = createGateBook();
    const keys = Array.from({ length: 150 }, (_, at) => `run:${at}`);
    gates.replace(keys);
    const seen = new Set<string>();
    for (let pass = 0; pass < 3; pass += 1) {
      for (const { key } of gates.take()) seen.add(key);
      gates.creditAll(1);
    }
    expect(seen.size).toBe(150);
  });

  test('[Q23] a gate that let everything through is looked at twice as far, up to a cap; one that did not is left alone', () => {
    const gates = createGateBook();
    gates.replace(['demand:open', 'demand:shut']);
    gates.take();
    let looked = [
      { key: 'demand:open', limit: 8 },
      { key: 'demand:shut', limit: 8 },
    ];
    expect(
      gates.widen(
        looked,
        new Map([
          ['demand:open', 8],
          ['demand:shut', 7],
        ]),
      ),
    ).toBe(true);
    looked = gates.take();
    expect(looked).toEqual([{ key: 'demand:open', limit: 16 }]);
    for (let round = 0; round < 6; round += 1) {
      gates.widen(looked, new Map(looked.map(({ key, limit }) => [key, limit])));
      looked = gates.take();
    }
    expect(looked).toEqual([{ key: 'demand:open', limit: 128 }]);
    expect(gates.widen(looked, new Map())).toBe(false);
  });

  test('[Q23] what the database says replaces what was known, and credit is kept', () => {
    const gates = createGateBook();
    gates.replace(['run:a', 'run:b']);
    gates.take();
    gates.credit('run:b', 4);
    gates.replace(['run:b', 'run:c']);
    expect(gates.take()).toEqual([
      { key: 'run:b', limit: 4 },
      { key: 'run:c', limit: 1 },
    ]);
  });
});
