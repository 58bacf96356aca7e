import { z } from 'zod';
import { addSketches } from './latency-sketch.ts';
import type { Stretch } from './point-grid.ts';

// What the attempts, decisions and runs of a stretch of time add up to: all that measures need of them, and such that the sums of two
// stretches are the sums of both. They are kept by bucket, so that a window is measured without reading its rows again.

const count = z.number().int().nonnegative();

/** Of a share or a mean. */
const totalSchema = z.object({ total: z.number(), count });
export type Total = z.output<typeof totalSchema>;

const agentSumsSchema = z.object({
  /** Attempts that ended. */
  completed: count,
  failed: count,
  /** Time that attempts were running, those that still run included. */
  busyMs: z.number(),
  /** The longest attempt that ended: how long it ran and when it began (epoch ms), wherever that was. */
  longest: z.tuple([z.number(), z.number()]).nullable(),
  /** Begin of the oldest attempt that runs at the end of the stretch, epoch ms. */
  openSince: z.number().nullable(),
});
export type AgentSums = z.output<typeof agentSumsSchema>;

const sketchSchema = z.array(z.tuple([z.number().int(), count, z.number()]).readonly()).readonly();

export const windowSumsSchema = z.object({
  /** By agent. */
  agents: z.record(z.string(), agentSumsSchema),
  assignment: sketchSchema,
  routing: sketchSchema,
  /** Milliseconds from the end of the last dependency to "ready". */
  dependency: totalSchema,
  /** Capability scores of winners. */
  capability: totalSchema,
  /** Winners behind whom stood no outcome, of all decisions. */
  unknown: totalSchema,
  /** Predictions that came true, of those with an outcome. */
  foretold: totalSchema,
  /** Parallel efficiencies of runs. */
  parallel: totalSchema,
  runs: z.object({ completed: count, failed: count, rolledBack: count }),
});
export type WindowSums = z.output<typeof windowSumsSchema>;

export const totalOf = (values: readonly number[]): Total => ({
  total: values.reduce((sum, value) => sum + value, 0),
  count: values.length,
});

/** Nothing was assigned, ran or ended. */
export const isQuiet = ({ agents, assignment, routing, runs }: WindowSums): boolean =>
  Object.keys(agents).length + assignment.length + routing.length + runs.completed + runs.failed === 0;

const addTotals = (totals: readonly Total[]): Total => ({
  total: totals.reduce((sum, { total }) => sum + total, 0),
  count: totals.reduce((sum, each) => sum + each.count, 0),
});

const longer = (a: AgentSums['longest'], b: AgentSums['longest']) => (a === null || (b !== null && b[0] > a[0]) ? b : a);

function addAgents(parts: readonly (Stretch & { sums: WindowSums })[], end: number): WindowSums['agents'] {
  const agents: WindowSums['agents'] = {};
  for (const { sums, to } of parts) {
    for (const [id, { openSince, ...more }] of Object.entries(sums.agents)) {
      const known = agents[id] ?? { completed: 0, failed: 0, busyMs: 0, longest: null, openSince: null };
      agents[id] = {
        completed: known.completed + more.completed,
        failed: known.failed + more.failed,
        busyMs: known.busyMs + more.busyMs,
        longest: longer(known.longest, more.longest),
        // What runs at the end of an earlier part has ended since, or runs at the end of the last one too.
        openSince: to === end ? openSince : null,
      };
    }
  }
  return agents;
}

/** The sums of stretches that follow on each other up to `end` (epoch ms); a stretch in which nothing happened may be left out. */
export function addSums(parts: readonly (Stretch & { sums: WindowSums })[], end: number): WindowSums {
  const of = <Key extends keyof WindowSums>(key: Key) => parts.map(({ sums }) => sums[key]);
  const runs = of('runs');
  return {
    agents: addAgents(parts, end),
    assignment: addSketches(of('assignment')),
    routing: addSketches(of('routing')),
    dependency: addTotals(of('dependency')),
    capability: addTotals(of('capability')),
    unknown: addTotals(of('unknown')),
    foretold: addTotals(of('foretold')),
    parallel: addTotals(of('parallel')),
    runs: {
      completed: runs.reduce((sum, { completed }) => sum + completed, 0),
      failed: runs.reduce((sum, { failed }) => sum + failed, 0),
      rolledBack: runs.reduce((sum, { rolledBack }) => sum + rolledBack, 0),
    },
  };
}

/** The longest piece of an agent's work within a window. */
export function longestMs({ longest, openSince }: AgentSums, { from, to }: Stretch): number {
  const ended = longest === null ? 0 : longest[0] - Math.max(0, from - longest[1]);
  const open = openSince === null ? 0 : to - Math.max(from, openSince);
  return Math.max(0, ended, open);
}
