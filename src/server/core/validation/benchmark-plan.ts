import type { ChaosFault } from '../chaos/injection.ts';
import type { Priority } from '../priority.ts';
import type { ROUTING_STRATEGIES } from '../routing/strategy-names.ts';
import type { BenchmarkType, Severity } from './benchmark.ts';
import type { Limit } from './judge.ts';
import type { Shape } from './shapes.ts';

// What a benchmark does, as it is planned (plan.ts) and stored with its run.

type RoutingStrategy = (typeof ROUTING_STRATEGIES)[number];

export interface AgentGroup {
  name: string;
  agents: number;
  slots: number;
  latencyMs: number;
  /** Share of the latency by which it varies. */
  jitter: number;
  failureRate: number;
  capabilities: readonly string[];
}

export interface Arrivals {
  shape: Shape;
  size: number;
  runs: number;
  /** When the first comes, and over how many seconds they are spread evenly; 0: all at once. */
  fromSecond: number;
  overSeconds: number;
  priority: Priority;
  capability: string;
  /** Tasks of one run that may run at once. */
  width: number;
  /** Attempts that a task may take. */
  maxAttempts: number;
  /** A second attempt may be begun beside one that is late. */
  hedge: boolean;
  strategy: RoutingStrategy;
}

export type PlannedFault =
  /** One agent of a group breaks for a while, as in "Break something". */
  | { kind: 'agent'; group: string; fault: ChaosFault; atSecond: number; seconds: number }
  /** One execution process is killed and nobody starts it again. */
  | { kind: 'process'; atSecond: number };

export interface BenchmarkPlan {
  type: BenchmarkType;
  severity: Severity;
  /** Seconds over which load is made. */
  seconds: number;
  /** Execution processes. */
  processes: number;
  fleet: AgentGroup[];
  arrivals: Arrivals[];
  faults: PlannedFault[];
  limits: Limit[];
}
