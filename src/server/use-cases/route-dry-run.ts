import { specUnder } from '../core/mode/orchestration-mode.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import { buildGraph, levelsOf, topologicalOrder } from '../core/workflow/graph.ts';
import { isControlKind, kindOf } from '../core/workflow/task-kind.ts';
import type { Deps } from '../deps.ts';
import type { LoadedFleet } from './load-fleet.ts';

// Whom the router would choose for the tasks of a workflow that does not run.

/** The fleet as it is now. */
export interface DryFleet {
  fleet: LoadedFleet;
  /** Live attempts, in the order of the agents. */
  inFlight: readonly number[];
}

export interface Routed {
  agentId: string | null;
  /** Why nobody can take it. */
  reason: string | null;
}

/** Always the same answer to the same question. */
const MIDDLE = () => 0.5;

function routeOnce(deps: Deps, fleet: LoadedFleet, { specs, inFlight }: { specs: readonly TaskSpec[]; inFlight: readonly number[] }) {
  const now = Date.now();
  return fleet.router.route({
    tasks: specs.map((spec, at) => ({ taskId: String(at), spec, model: fleet.models.active })),
    inFlight,
    now,
    random: MIDDLE,
    watch: (seen) => deps.breakers.watch(seen, now),
  });
}

/** Who would get the tasks of one level: those that find every slot taken come in the next wave, as they would. */
function routeLevel(deps: Deps, { fleet, inFlight }: DryFleet, specs: readonly TaskSpec[]): Routed[] {
  const routed: Routed[] = specs.map(() => ({ agentId: null, reason: null }));
  let open = [...specs.keys()];
  let load = inFlight;
  for (;;) {
    const placements = routeOnce(deps, fleet, { specs: open.map((at) => specs[at] as TaskSpec), inFlight: load });
    const left: number[] = [];
    for (const [place, placement] of placements.entries()) {
      const at = open[place] as number;
      const waits = 'wait' in placement;
      routed[at] = waits ? { agentId: null, reason: placement.wait.detail } : { agentId: placement.agentId, reason: null };
      if (waits) left.push(at);
    }
    const wasIdle = load.every((count) => count === 0);
    if (left.length === 0 || (wasIdle && left.length === open.length)) return routed;
    open = left;
    load = inFlight.map(() => 0);
  }
}

/** Who would get each task, in the order of the definition; specs likewise. */
export function routeDefinition(
  deps: Deps,
  at: DryFleet,
  { definition, dependencies, specs }: { definition: WorkflowDefinition; dependencies: number[][]; specs: readonly TaskSpec[] },
): Routed[] {
  const graph = buildGraph(dependencies);
  const levels = levelsOf(graph, topologicalOrder(graph));
  const byLevel: number[][] = Array.from({ length: Math.max(0, ...levels) + 1 }, () => []);
  for (const [index, task] of definition.tasks.entries()) {
    if (!isControlKind(kindOf(task))) byLevel[levels[index] as number]?.push(index);
  }
  const routed: Routed[] = definition.tasks.map(() => ({ agentId: null, reason: null }));
  for (const members of byLevel) {
    const asked = members.map((index) => specUnder(at.fleet.mode, specs[index] as TaskSpec));
    for (const [place, each] of routeLevel(deps, at, asked).entries()) routed[members[place] as number] = each;
  }
  return routed;
}

/** Calls of a map that are tried at most to see how many go side by side. */
const MOST_TRIED = 256;

/** How many calls of one kind the fleet would take at once if it were idle. */
export function countSideBySide(deps: Deps, { fleet, inFlight }: DryFleet, { spec, calls }: { spec: TaskSpec; calls: number }): number {
  const specs = Array.from({ length: Math.min(calls, MOST_TRIED) }, () => specUnder(fleet.mode, spec));
  const placements = routeOnce(deps, fleet, { specs, inFlight: inFlight.map(() => 0) });
  return placements.filter((placement) => !('wait' in placement)).length;
}
