import { describe, expect, it } from 'vitest';
import { makeSnapshot, makeSpec, NOW } from '../../../../tests/routing/make-snapshot.ts';
import { routeBatch } from '../../../../tests/routing/route-batch.ts';
import { explainDecision } from './explain-decision.ts';
import type { Knowledge } from './knowledge.ts';
import type { OptimizationGoal } from './optimisation-goals.ts';
import { rescoreRecord } from './rescore-record.ts';
import { STRATEGY_WEIGHTS } from './strategies.ts';

// Two agents alike in everything but the quality of their graded results.

const QUALITY: Readonly<Record<string, number>> = { good: 0.95, poor: 0.6 };
const graded =
  (samples: number): Knowledge['describe'] =>
  (agentId) => {
    const quality = QUALITY[agentId];
    return { success: [0.9, 0.8, 1, 40], ...(quality === undefined ? {} : { quality: [quality, 0, 1, samples] }) };
  };

interface Asked {
  over?: object;
  goal?: OptimizationGoal;
  samples?: number;
  inFlight?: number;
  who?: readonly string[];
  seeds?: number;
}

function decide({ over = {}, goal = 'balance_all', samples = 40, inFlight = 0, who = ['good', 'poor'], seeds = 200 }: Asked) {
  const spec = makeSpec(over, { optimization_goal: goal });
  const agents = who.map((id) => makeSnapshot(id, id === 'good' ? { slots: 1, inFlight } : { slots: 1 }));
  return Array.from({ length: seeds }, (_, seed) => {
    const random = () => seed / seeds;
    const [placement] = routeBatch({ tasks: [{ taskId: 't', spec }], agents, now: NOW, random, describe: graded(samples) });
    if (placement === undefined) throw new Error('every task is placed or waits');
    return placement;
  });
}

const shareOf = (id: string, placements: ReturnType<typeof decide>) =>
  placements.filter((placement) => 'agentId' in placement && placement.agentId === id).length / placements.length;

describe('quality', () => {
  it('[ST12] the goal maximize_quality takes who is expected to do it better; without graded results it is a tie', () => {
    expect(shareOf('good', decide({ goal: 'maximize_quality' }))).toBe(1);
    expect(shareOf('good', decide({ goal: 'maximize_quality', samples: 4 }))).toBeCloseTo(0.5, 0);
    expect(shareOf('good', decide({}))).toBeCloseTo(0.5, 0);
  });

  it('[R26] who is known to be worse than what is demanded is set back; a default demands nothing', () => {
    expect(shareOf('good', decide({ over: { expected_quality_threshold: 0.9 } }))).toBe(1);
    expect(shareOf('good', decide({ over: { expected_quality_threshold: 0.9 }, samples: 4 }))).toBeCloseTo(0.5, 0);
    expect(shareOf('poor', decide({ over: { expected_quality_threshold: 0.5 } }))).toBeCloseTo(0.5, 0);
  });

  it('[R26] a better one that is busy is waited for, and where all are worse nobody is set back', () => {
    const waiting = decide({ over: { expected_quality_threshold: 0.9 }, inFlight: 1 });
    // All but its floor's share.
    expect(waiting.filter((placement) => 'wait' in placement && placement.wait.reason === 'capacity').length).toBeGreaterThan(180);
    expect(shareOf('poor', decide({ over: { expected_quality_threshold: 0.9 }, who: ['poor'] }))).toBe(1);
    expect(shareOf('good', decide({ over: { expected_quality_threshold: 0.99 } }))).toBeCloseTo(0.5, 0);
  });

  it('[R26] the record names who was set back, says so, and keeps them behind by other weights', () => {
    const [placement] = decide({ over: { expected_quality_threshold: 0.9 }, seeds: 1 });
    if (placement === undefined || !('decision' in placement)) throw new Error('somebody can take it');
    const { decision } = placement;
    expect(decision.poor).toEqual({ least: 0.9, count: 1, agents: ['poor'] });
    expect(explainDecision(decision)).toContain(
      'Set back, because their results are worse than the quality of 90 % that is asked for: poor.',
    );
    expect(rescoreRecord(decision, STRATEGY_WEIGHTS.load_balanced).winners).toEqual(['good']);
  });
});
