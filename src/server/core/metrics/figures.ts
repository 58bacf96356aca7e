// Every number beside the measures that the overview, `GET /metrics` and the verdict on the targets show, with what it counts. The
// exposition has its own list (exposition.ts). A number that is in none of these lists must not be shown; a test holds the screens and the
// API against them.

/** What a number is of: this moment, or the window that was asked for. */
type FigureOf = 'now' | 'window';

export interface FigureDefinition {
  of: FigureOf;
  /** What is counted or computed, of which rows. */
  definition: string;
}

const now = (definition: string): FigureDefinition => ({ of: 'now', definition });
const window = (definition: string): FigureDefinition => ({ of: 'window', definition });

/** By name in the API; in the web app the same in camelCase. */
export const FIGURES = {
  window_seconds: window('length of the window that was asked for'),
  performance_score: window('share of the known targets that are met, 0..100'),
  overall_score: window('the same'),
  targets_met: window('targets whose measure meets them'),
  targets_missed: window('targets whose measure does not'),
  targets_unknown: window('targets whose measure is null'),
  total_targets: window('targets there are'),
  target: now('what the measure of a target should be: set by an admin, else by the environment, else by the mission'),
  value: window('the measure of a target'),
  samples: window('rows that a measure rests on'),
  hour_before: now('the measure of a target over the hour before the last one: its points, weighted by their samples'),
  active_agents: now('agents that take work: active and not retired'),
  slots: now('attempts that these may hold at once'),
  in_flight: now('attempts that have not ended'),
  in_flight_tasks: now('attempts of active agents that have not ended'),
  queued: now('tasks that are ready, in the queue or parked at a gate'),
  active_runs: now('runs that are not over'),
  active_workflows: now('runs that are not over'),
  total_tasks: window('attempts that completed or failed'),
  finished_workflows: window('runs that completed or failed'),
  rebalances_per_hour: window('rebalancings that moved something, per hour of the window'),
  rebalanced_tasks: window('tasks that changed hands by rebalancings'),
  hedged_attempts: window('second attempts beside stragglers that ended'),
  hedges_won: window('second attempts whose result counted'),
  cpu_utilization_percent: now('busy time of the machine between the last two questions; null for the first'),
  memory_utilization_percent: now('memory of the machine that is taken'),
  tasks_per_second: now('attempts completed in the points of the last five minutes / 300; null without a point'),
  reach: now('tasks, agents or slots that a problem touches; null where that is not known'),
  covers: now('breakers that are not closed and that one problem tells of'),
} as const satisfies Record<string, FigureDefinition>;

export type FigureName = keyof typeof FIGURES;
