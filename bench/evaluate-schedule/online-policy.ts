import { chooseHedges } from '../../src/server/core/schedule/hedge.ts';
import { type OnlineInput, OnlineOrder } from '../../src/server/core/schedule/online-order.ts';
import type { Policy, Snapshot } from './simulate.ts';

export interface OnlineOptions extends OnlineInput {
  speeds: readonly number[];
  /** Second attempts for stragglers; every task is taken as one that allows them. */
  hedge: boolean;
}

/** The order of core/schedule, asked at every event. */
export function onlinePolicy({ speeds, hedge, ...input }: OnlineOptions): Policy {
  const order = new OnlineOrder(input);
  return {
    choose: ({ running, ready }) => order.choose(speeds, running, ready),
    ended: ({ task, agent, seconds }) => order.observe(task, seconds * (speeds[agent] as number)),
    ...(hedge ? { hedge: (snapshot: Snapshot) => hedgesOf(order, speeds, snapshot), lookAgainIn } : {}),
  };
}

function hedgesOf(order: OnlineOrder, speeds: readonly number[], { running, ready, started, hedges }: Snapshot) {
  // A free agent that a ready task could have taken is left for it: first attempts come before second ones.
  if (ready.length > 0) return [];
  const attempts = new Map<number, number>();
  for (const underway of running) if (underway !== null) attempts.set(underway.task, (attempts.get(underway.task) ?? 0) + 1);
  return chooseHedges({
    running: running.flatMap((underway, agent) =>
      underway === null
        ? []
        : [{ ...underway, agent, belief: order.beliefOf(underway.task), hedgeable: true, hedged: (attempts.get(underway.task) ?? 0) > 1 }],
    ),
    speeds,
    idle: running.flatMap((underway, agent) => (underway === null ? [agent] : [])),
    started,
    hedges,
  });
}

/** Lateness shows between ends too: look again whenever the oldest attempt is a tenth older, as long as an agent is idle. */
function lookAgainIn({ running, ready }: Snapshot): number | null {
  const oldest = running.reduce((most, underway) => Math.max(most, underway?.elapsed ?? 0), 0);
  return ready.length > 0 || oldest === 0 || !running.includes(null) ? null : oldest / 10;
}
