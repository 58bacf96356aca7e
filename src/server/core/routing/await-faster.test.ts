import { describe, expect, it } from 'vitest';
import { makeSnapshot, makeSpec, NOW, type SnapshotSketch } from '../../../../tests/routing/make-snapshot.ts';
import { AgentPool } from './agent-pool.ts';
import type { Occupied } from './await-faster.ts';
import { explainDecision } from './explain-decision.ts';
import type { Knowledge } from './knowledge.ts';
import { FleetRouter, type Placement, type RoutableTask } from './route-batch.ts';
import { seededRandom } from './seeded-random.ts';

interface Member extends SnapshotSketch {
  /** Expected seconds; absent: nobody knows. */
  takes?: number;
  /** Seconds until each of its attempts ends. */
  busy?: number[];
}

/** Known to within a tenth. */
const describing =
  (members: Record<string, Member>): NonNullable<Knowledge['describe']> =>
  (agentId) => {
    const ms = (members[agentId]?.takes ?? Number.NaN) * 1_000;
    return { success: [0.9, 0.8, 1, 50], ...(Number.isNaN(ms) ? {} : { durationMs: [ms, 0.9 * ms, 1.1 * ms, 50] }) };
  };

function plan(members: Record<string, Member>, tasks: Partial<RoutableTask>[], more: Omit<Knowledge, 'describe'> = {}) {
  const names = Object.keys(members);
  const agents = names.map((name) => makeSnapshot(name, { slots: 1, ...members[name] }));
  const inFlight = names.map((name) => members[name]?.busy?.length ?? 0);
  const occupied: Occupied = new Map(
    names.flatMap((name) => {
      const known = members[name]?.busy?.filter((end) => !Number.isNaN(end)).map((end) => end * 1_000) ?? [];
      return known.length === 0 ? [] : [[name, known] as const];
    }),
  );
  const router = new FleetRouter(agents, { describe: describing(members), ...more });
  const batch = { tasks: tasks.map((task, at) => ({ taskId: `t${at}`, spec: makeSpec(), readyMs: 0, ...task })), inFlight, now: NOW };
  return { faster: router.faster(batch), route: (seed = 1) => router.route({ ...batch, random: seededRandom(seed), occupied }) };
}

const where = (placements: Placement[]) => placements.map((each) => ('wait' in each ? each.wait.reason : each.agentId));

const FAST: Member = { takes: 10, busy: [5] };
const SLOW: Member = { takes: 60 };

describe('a faster agent', () => {
  it('[SO24] is waited for where the task ends much earlier there, and the wait says so', () => {
    const [placement] = plan({ fast: FAST, slow: SLOW }, [{}]).route();
    expect(placement).toMatchObject({
      wait: {
        reason: 'faster_agent',
        gateKey: expect.stringMatching(/^demand:/),
        detail: 'Agent fast is expected to be free in 5.0 s and to end it 15 s from now; Agent slow is free and needs 62 s at least',
      },
    });
  });

  it('[SO24] each that waits takes it for so much longer: the others take the slow one', () => {
    const tasks = Array.from({ length: 6 }, () => ({}));
    expect(where(plan({ fast: FAST, slow: SLOW }, tasks).route())).toEqual([
      ...['faster_agent', 'faster_agent', 'faster_agent'],
      ...['slow', 'capacity', 'capacity'],
    ]);
  });

  it('[SO24] whom the batch itself gives a task is free after that', () => {
    const tasks = Array.from({ length: 3 }, () => ({}));
    expect(where(plan({ fast: { takes: 10 }, slow: SLOW }, tasks).route())).toEqual(['fast', 'faster_agent', 'faster_agent']);
  });

  it.each<[string, Record<string, Member>, Partial<RoutableTask>]>([
    ['its run does not go by the critical path', { fast: FAST, slow: SLOW }, { readyMs: undefined }],
    ['it is not much faster', { fast: { takes: 10, busy: [5] }, slow: { takes: 20 } }, {}],
    ['it is not free soon', { fast: { takes: 10, busy: [50] }, slow: SLOW }, {}],
    ['nobody can say when it is free', { fast: { takes: 10, busy: [Number.NaN] }, slow: SLOW }, {}],
    ['nobody knows how long it takes', { fast: { busy: [5] }, slow: SLOW }, {}],
    ['nobody knows how long the free one takes', { fast: FAST, slow: {} }, {}],
    [
      'it suits worse',
      { fast: { ...FAST, can: { code: 0.3 } }, slow: { ...SLOW, can: { code: 0.9 } } },
      { spec: makeSpec({ required_capabilities: ['code'] }) },
    ],
    ['the goal would pay for time', { fast: FAST, slow: SLOW }, { spec: makeSpec({}, { optimization_goal: 'minimize_cost' }) }],
    [
      'the allocation spreads the work',
      { fast: FAST, slow: SLOW },
      { spec: makeSpec({}, { resource_allocation_strategy: 'performance_weighted' }) },
    ],
    ['the task has waited ten times as long as the free one needs', { fast: FAST, slow: SLOW }, { readyMs: 640_000 }],
    ['the run has its agents', { fast: FAST, slow: SLOW }, { pool: new AgentPool({ gateKey: 'run:r', limit: 1, agents: ['slow'] }) }],
  ])('[SO25] is not waited for where %s', (_, members, task) => {
    expect(where(plan(members, [task]).route())).toEqual(['slow']);
  });

  it('[SO25] who is not trusted is not waited for', () => {
    const predict: Knowledge['predict'] = () => ({
      success: Float64Array.of(0.1, 0.9),
      low: Float64Array.of(0, 0.8),
      deviation: Float64Array.of(0.01, 0.01),
    });
    expect(where(plan({ fast: FAST, slow: SLOW }, [{}], { predict }).route())).toEqual(['slow']);
  });

  it('[SO26] goes first while it is free, and the record names who was set back', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const [placement] = plan({ slow: SLOW, fast: { takes: 10 }, other: { takes: 12 } }, [{}]).route(seed);
      if (placement === undefined || 'wait' in placement) throw new Error('there is room');
      expect(placement.agentId).not.toBe('slow');
      expect(placement.decision).toMatchObject({ total: 3, late: { endsInMs: 10_295, count: 1, agents: ['slow'] } });
      expect(explainDecision(placement.decision)).toContain(
        'Set back, because an end in 10.3 s was to be had and they take much longer: slow.',
      );
    }
  });

  it('[SO26] says whom the score alone would have chosen', () => {
    const able = { fast: { takes: 10, can: { code: 0.899 } }, slow: { ...SLOW, can: { code: 0.9 } } };
    const [placement] = plan(able, [{ spec: makeSpec({ required_capabilities: ['code'] }) }]).route();
    if (placement === undefined || 'wait' in placement) throw new Error('there is room');
    const [first, second] = placement.decision.candidates;
    expect([placement.agentId, first?.[0], (second?.[1] ?? 0) > (first?.[1] ?? 1)]).toEqual(['fast', 'fast', true]);
    expect(explainDecision(placement.decision).join(' ')).toContain('slow. By score alone slow would have had it.');
  });

  it('[SO26] who is set back keeps its floor, with the exact probability', () => {
    const even = () => Float64Array.of(0.9, 0.9);
    const predict: Knowledge['predict'] = () => ({ success: even(), low: even(), deviation: Float64Array.of(0.1, 0.1) });
    const { route } = plan({ slow: SLOW, fast: { takes: 10 } }, [{}], { predict });
    const found = new Map<string, number>();
    for (let seed = 0; found.size < 2 && seed < 20_000; seed += 1) {
      const [placement] = route(seed);
      if (placement === undefined || 'wait' in placement) throw new Error('there is room');
      found.set(placement.agentId, placement.decision.propensity ?? 0);
    }
    expect([...found].sort()).toEqual([
      ['fast', 0.9975],
      ['slow', 0.0025],
    ]);
  });

  it('[SO27] nobody is asked about where the agents are about as fast, all are busy, or the run does not ask', () => {
    expect(plan({ fast: FAST, slow: SLOW }, [{}, {}]).faster).toEqual(['fast']);
    expect(plan({ fast: FAST, slow: { takes: 14 } }, [{}]).faster).toEqual([]);
    expect(plan({ fast: FAST, slow: { ...SLOW, busy: [1] } }, [{}]).faster).toEqual([]);
    expect(plan({ fast: { takes: 10 }, slow: SLOW }, [{}]).faster).toEqual([]);
    expect(plan({ fast: FAST, slow: SLOW }, [{ readyMs: undefined }]).faster).toEqual([]);
  });
});
