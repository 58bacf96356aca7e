import type { Policy, Snapshot } from './simulate.ts';

/** First in, first out: the task that is ready longest goes to the fastest free agent; nobody ever waits for a busy one. */
export function fifoPolicy(speeds: readonly number[]): Policy {
  return {
    choose: ({ running, ready }) => {
      const free = running.flatMap((underway, agent) => (underway === null ? [agent] : []));
      free.sort((left, right) => (speeds[right] as number) - (speeds[left] as number) || left - right);
      return ready.slice(0, free.length).map((task, at) => ({ task, agent: free[at] as number }));
    },
  };
}

/**
 * A plan made before the start, executed as it stands: every agent does its tasks in the planned order, each as soon as the agent is free
 * and the task is ready. With wrong estimates the times move, the order and the agents do not.
 */
export function planPolicy(queues: readonly (readonly number[])[]): Policy {
  const next = queues.map(() => 0);
  return {
    choose: ({ running, ready }: Snapshot) => {
      const open = new Set(ready);
      return queues.flatMap((queue, agent) => {
        const at = next[agent] as number;
        const task = queue[at];
        if (running[agent] !== null || task === undefined || !open.has(task)) return [];
        next[agent] = at + 1;
        return [{ task, agent }];
      });
    },
  };
}
