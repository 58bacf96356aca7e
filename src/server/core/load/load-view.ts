import type { LoadFactor, LoadState } from './load-factor.ts';
import type { RebalanceTrigger } from './rebalance-record.ts';

/** The load of one agent, with what it was computed from. */
export interface AgentLoadView {
  agentId: string;
  name: string;
  status: string;
  state: LoadState;
  load: LoadFactor;
  /** Attempts it executes. */
  active: number;
  /** Attempts it has not begun. */
  queued: number;
  slots: number;
}

export interface FleetLoadView {
  agents: AgentLoadView[];
  /** Of the known loads; null when none is known. */
  mean: number | null;
  variance: number | null;
}

/** One move as it is told. */
export interface MoveView {
  taskId: string;
  fromAgentId: string;
  toAgentId: string;
  /** Load of the giver as it was, less that of the taker with the task. */
  expectedGain: number;
  /** In words. */
  reason: string;
}

/** One rebalancing that happened. */
export interface RebalanceView {
  id: string;
  trigger: RebalanceTrigger;
  actor: string;
  moves: MoveView[];
  applied: number;
  varianceBefore: number | null;
  varianceAfter: number | null;
  createdAt: Date;
}
