import type { ScalingAct, ScalingTrigger } from './decide-size.ts';
import type { ArrivalForecast } from './forecast-arrivals.ts';
import type { Pool } from './pool.ts';
import type { CapacityTier } from './tiers.ts';

export interface PoolMember {
  id: string;
  name: string;
  status: string;
  inFlight: number;
}

/** A pool as it is shown; secret-looking values of the configuration are hidden. */
export interface PoolView extends Pool {
  members: PoolMember[];
  /** Members that take work. */
  size: number;
}

/** What is expected of a pool, and what was measured. */
export interface PoolForecastView {
  poolId: string;
  /** Start of the first bucket ahead. */
  from: Date;
  bucketMs: number;
  forecast: ArrivalForecast;
  /** Arrivals of the last buckets, oldest first. */
  measured: number[];
  meanDurationMs: number | null;
  /** Mean share of busy slots in the last hour; null without members. */
  use: number | null;
  /** The tier that this use asks for. */
  advisedTier: CapacityTier;
}

/** One change of a pool's size. */
export interface ScalingActionView {
  id: string;
  poolId: string;
  action: ScalingAct;
  trigger: ScalingTrigger;
  fromSize: number;
  toSize: number;
  reasons: string[];
  /** The forecast it was decided with; null without one. */
  forecast: ArrivalForecast | null;
  actor: string;
  /** Since when there was need: the oldest waiting task, or the decision. */
  neededAt: Date;
  decidedAt: Date;
  /** When the members were there, or told to go; null while that fails. */
  finishedAt: Date | null;
  error: string | null;
}
