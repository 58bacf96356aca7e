import type { Graph } from '../workflow/graph.ts';
import { AgentTimeline, type Placement } from './agent-timeline.ts';
import { upwardRanks } from './upward-rank.ts';

export interface HeftInput {
  graph: Graph;
  /** Its topological order. */
  order: readonly number[];
  /** How many agents there are; each does one task at a time. */
  agents: number;
  /** How long a task takes on an agent. */
  duration: (task: number, agent: number) => number;
  /** Time to hand a result to another agent; to itself it is 0. */
  transfer?: (from: number, to: number) => number;
}

export interface HeftPlan {
  /** By task. */
  placements: Placement[];
  /** By agent, tasks in order of their start. */
  queues: number[][];
  makespan: number;
}

/**
 * HEFT: tasks by falling upward rank (of durations averaged over the agents), each to the agent that finishes it first, gaps filled.
 * The reference that other schedules are measured against. Ties go to the earlier task and the earlier agent.
 */
export function planHeft(input: HeftInput): HeftPlan {
  const { graph, agents } = input;
  const timelines = Array.from({ length: agents }, () => new AgentTimeline());
  const placements = new Array<Placement>(graph.dependencies.length);
  for (const task of byRank(input)) placements[task] = place({ input, task, timelines, placements });
  return {
    placements,
    queues: timelines.map((timeline) => timeline.placements.map(({ task }) => task)),
    makespan: placements.reduce((latest, { end }) => Math.max(latest, end), 0),
  };
}

/** Falling rank; the topological place decides between equals, so that a task of no duration never precedes what it waits for. */
function byRank({ graph, order, agents, duration, transfer }: HeftInput): number[] {
  const mean = (task: number) => {
    let sum = 0;
    for (let agent = 0; agent < agents; agent += 1) sum += duration(task, agent);
    return sum / agents;
  };
  const durations = graph.dependencies.map((_, task) => mean(task));
  const ranks = upwardRanks({ graph, order, durations, ...(transfer === undefined ? {} : { transfer }) });
  const places = new Map(order.map((task, place) => [task, place]));
  return [...order].sort(
    (left, right) => (ranks[right] as number) - (ranks[left] as number) || (places.get(left) as number) - (places.get(right) as number),
  );
}

interface Step {
  input: HeftInput;
  task: number;
  timelines: AgentTimeline[];
  placements: Placement[];
}

function place({ input, task, timelines, placements }: Step): Placement {
  let best: { placement: Placement; at: number } | undefined;
  for (const [agent, timeline] of timelines.entries()) {
    const duration = input.duration(task, agent);
    const { start, at } = timeline.earliest(dataReady({ input, task, agent, placements }), duration);
    if (best === undefined || start + duration < best.placement.end) {
      best = { placement: { task, agent, start, end: start + duration }, at };
    }
  }
  if (best === undefined) throw new RangeError('A plan needs at least one agent.');
  timelines[best.placement.agent]?.insert(best.placement, best.at);
  return best.placement;
}

function dataReady(at: { input: HeftInput; task: number; agent: number; placements: Placement[] }): number {
  let ready = 0;
  for (const dependency of at.input.graph.dependencies[at.task] as number[]) {
    const done = at.placements[dependency] as Placement;
    const way = done.agent === at.agent ? 0 : (at.input.transfer?.(dependency, at.task) ?? 0);
    ready = Math.max(ready, done.end + way);
  }
  return ready;
}
