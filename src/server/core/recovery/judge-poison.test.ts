import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HolderDeath, judgePoison } from './judge-poison.ts';

type Fate = HolderDeath['others'][number]['fate'];
const death = (holder: string, others: Record<string, Fate> = {}, agentId = 'bee'): HolderDeath => ({
  holder,
  agentId,
  others: Object.entries(others).map(([taskId, fate]) => ({ taskId, fate })),
});

describe('judgePoison', () => {
  it.each<[string, HolderDeath[], number, boolean]>([
    ['two deaths', [death('1', { x: 'completed' }), death('2', { y: 'completed' })], 0, false],
    ['three, and their other tasks did well', [death('1', { x: 'completed' }), death('2', { y: 'completed' }), death('3')], 0, true],
    ['three deaths of one holder', [death('1', { x: 'completed' }), death('1'), death('1')], 0, false],
    ['another task was there every time', ['1', '2', '3'].map((at) => death(at, { x: 'open', [at]: 'completed' })), 0, false],
    ['the other one has completed since', ['1', '2', '3'].map((at) => death(at, { x: 'completed' })), 0, true],
    ['the fleet dies anyway', ['1', '2', '3'].map((at) => death(at, { x: 'completed' })), 3, false],
    ['three, alone each time', ['1', '2', '3'].map((at) => death(at)), 0, false],
    ['five, alone each time', ['1', '2', '3', '4', '5'].map((at) => death(at)), 0, true],
    ['three, and the others have not ended yet', ['1', '2', '3'].map((at) => death(at, { [at]: 'open' })), 0, false],
  ])('[RC6] %s', (_, deaths, deathsWithout, poison) => {
    expect(judgePoison({ deaths, deathsWithout, suspects: new Set() }).poison).toBe(poison);
  });

  it.each<[string, string[], number, boolean]>([
    ['three deaths with an agent that may be deadly itself', ['bee', 'bee', 'bee'], 0, false],
    ['five of them', ['bee', 'bee', 'bee', 'bee', 'bee'], 0, true],
    ['three with different agents', ['bee', 'bee', 'wasp'], 0, true],
    ['three with another agent than the suspect', ['wasp', 'wasp', 'wasp'], 0, true],
  ])('[RC54] while its agent is a suspect: %s', (_, agents, deathsWithout, poison) => {
    const deaths = agents.map((agentId, at) => death(String(at), { [`x${at}`]: 'completed' }, agentId));
    expect(judgePoison({ deaths, deathsWithout, suspects: new Set(['bee']) }).poison).toBe(poison);
  });

  it('[RC6] of tasks that always die together none is blamed', () => {
    const together = fc.tuple(fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 20 }), fc.uuid());
    fc.assert(
      fc.property(together, fc.nat(5), ([holders, other], deathsWithout) => {
        const deaths = holders.map((holder) => death(holder, { [other]: 'open' }));
        expect(judgePoison({ deaths, deathsWithout, suspects: new Set() }).poison).toBe(false);
      }),
    );
  });
});
