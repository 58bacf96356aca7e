import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chooseWay } from './choose-way.ts';

it('[BN1] what is on the way that was taken runs, whatever other ways say; all the rest does not', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const ids = fc.uniqueArray(id);
  fc.assert(
    fc.property(fc.array(ids, { minLength: 1, maxLength: 4 }), fc.option(ids, { nil: undefined }), fc.nat(), (ways, otherwise, pick) => {
      const branch = { cases: ways.map((then) => ({ when: 'true', then })), ...(otherwise && { otherwise }) };
      const holds = pick % (ways.length + 1) === ways.length ? null : pick % (ways.length + 1);
      const { taken, notTaken, case: chosen } = chooseWay(branch, holds);
      expect(chosen).toBe(holds);
      expect(taken).toEqual((holds === null ? otherwise : ways[holds]) ?? []);
      expect([...taken, ...notTaken].sort()).toEqual([...new Set([...ways.flat(), ...(otherwise ?? [])])].sort());
    }),
  );
});
