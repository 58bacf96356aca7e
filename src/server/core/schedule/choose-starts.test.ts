import { describe, expect, it } from 'vitest';
import { type AgentNow, chooseStarts, type Waiting } from './choose-starts.ts';
import type { Belief } from './duration-beliefs.ts';

const sure = (mean: number): Belief => ({ mean, cv: 0, cvInRun: 0, known: true });
const unsure = (mean: number): Belief => ({ mean, cv: 0.5, cvInRun: 0.5, known: true });
const free = (speed: number): AgentNow => ({ speed, running: null });
const busy = (speed: number, work: number, elapsed: number): AgentNow => ({ speed, running: { belief: sure(work), elapsed } });
const ready = (...beliefs: Belief[]): Waiting[] => beliefs.map((belief, task) => ({ task, belief }));

describe('choose starts', () => {
  const cases: [string, AgentNow[], Waiting[], [number, number][]][] = [
    [
      'the first takes the fastest',
      [free(1), free(2)],
      ready(sure(10), sure(10)),
      [
        [0, 1],
        [1, 0],
      ],
    ],
    [
      'equal agents all get work',
      [free(1), free(1), free(1)],
      ready(sure(5), sure(9)),
      [
        [0, 0],
        [1, 1],
      ],
    ],
    ['it waits for a fast agent that is soon free', [free(1), busy(4, 40, 9)], ready(sure(40)), []],
    ['and does not when that ends later', [free(1), busy(4, 400, 9)], ready(sure(40)), [[0, 0]]],
    [
      'what queues behind others takes the slow one after all',
      [free(1), busy(4, 40, 9)],
      ready(sure(40), sure(40), sure(40), sure(40)),
      [[3, 0]],
    ],
    ['waiting for a gain of 4 % is worth it when it is certain', [free(1), busy(2, 4.6 * 2, 0)], ready(sure(10)), []],
    ['and not when it is not', [free(1), busy(2, 4.6 * 2, 0)], ready({ ...sure(10), cv: 1e-9, cvInRun: 1e-9 }), [[0, 0]]],
    ['caution keeps a long uncertain task off the slow agent', [free(1), busy(2, 12, 0)], ready(unsure(11)), []],
    ['where the same task, certain, would start', [free(1), busy(2, 12, 0)], ready(sure(11)), [[0, 0]]],
    [
      'a kind nobody has seen waits longer for the fast agent',
      [free(1), busy(2, 30, 0)],
      ready({ mean: 11, cv: 1, cvInRun: 1, known: false }),
      [],
    ],
    ['no agent is free', [busy(1, 9, 1)], ready(sure(1)), []],
    ['nothing is ready', [free(1)], [], []],
    [
      'no duration at all',
      [free(1), free(2)],
      ready(sure(0), sure(0)),
      [
        [0, 1],
        [1, 0],
      ],
    ],
  ];
  it.each(cases)('[SO8] %s', (_, agents, waiting, starts) => {
    expect(chooseStarts(agents, waiting).map(({ task, agent }) => [task, agent])).toEqual(starts);
  });
});
