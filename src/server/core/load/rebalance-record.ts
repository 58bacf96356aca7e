import type { NewDecisionRecord } from '../routing/decision-record.ts';
import type { PlannedMove } from './plan-rebalance.ts';

/** Why rebalancing took place. */
export const REBALANCE_TRIGGERS = ['manual', 'periodic', 'redistribute'] as const;
export type RebalanceTrigger = (typeof REBALANCE_TRIGGERS)[number];

/** Candidates kept in the record of a move. */
const KEPT = 10;

const round = (value: number) => Math.round(value * 1_000) / 1_000;

/** The decision record of a move, in the form of every other assignment. Load strategies have no weighted components: the score is all. */
export function moveRecord(move: PlannedMove, { seed, fleet }: { seed: number; fleet: number }): NewDecisionRecord {
  return {
    v: 2,
    strategy: 'load_balanced',
    policy: `rebalance/${move.decidedBy}`,
    seed,
    winner: move.toAgentId,
    fleet,
    total: move.candidates.length,
    columns: ['agent', 'score'],
    weights: [],
    candidates: move.candidates.slice(0, KEPT).map(({ id, score }) => [id, Math.max(0, round(score))]),
    filtered: {},
    sampleCount: 0,
  };
}

const percent = (load: number | null) => (load === null ? 'an unknown load' : `${Math.round(load * 100)} % load`);

/** Why the task changed hands, in words. */
export function explainMove({ fromLoad, toLoad, decidedBy, candidates }: PlannedMove): string {
  const among = candidates.length === 1 ? 'the only one that could take it' : `chosen by ${decidedBy} among ${candidates.length}`;
  return `from ${percent(fromLoad)} to ${percent(toLoad)} with the task; ${among}`;
}
