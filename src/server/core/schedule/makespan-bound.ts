import type { Graph } from '../workflow/graph.ts';
import { upwardRanks } from './upward-rank.ts';

export interface BoundInput {
  graph: Graph;
  order: readonly number[];
  /** Work per task: its duration at speed 1. */
  work: readonly number[];
  /** Work per unit of time, per agent. */
  speeds: readonly number[];
}

/** No schedule is shorter: the critical path on the fastest agent, or all work spread over all agents without a gap. */
export function makespanBound({ graph, order, work, speeds }: BoundInput): number {
  const path = upwardRanks({ graph, order, durations: work }).reduce((most, rank) => Math.max(most, rank), 0);
  const fastest = speeds.reduce((most, speed) => Math.max(most, speed), 0);
  return Math.max(path / fastest, total(work) / total(speeds));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
