import type { TargetName, TargetResult } from './targets.ts';

/** Where to look first when a target is missed. */
const ADVICE: Record<TargetName, string> = {
  task_assignment_latency_ms: 'see what ready tasks wait for on the page Fleet, and add agents or slots there',
  load_balancing_efficiency: 'compare the load of agents on the page Fleet, and rebalance or give the busiest agent company',
  routing_accuracy_percent: 'see on the page Routing which agents fail at which type of task',
  routing_latency_ms: 'see how many agents a decision has to compare, and narrow capabilities',
  failure_detection_time_ms: 'shorten the time-outs of agents whose failures are seen late',
  failure_recovery_time_ms: 'see which recoveries took longest, and give their tasks a second agent',
  task_reassignment_rate: 'lost tasks found nobody: give their capabilities a second agent',
  workflow_completion_rate: 'see why runs failed, and allow retries where the cause passes',
  parallel_execution_efficiency: 'slots of runs stood idle: split the longest tasks or lower max_concurrent_tasks',
  system_throughput_tps: 'little work was handed in, or its agents are few: compare with what waits',
  resource_utilization_percent: 'slots are nearly all taken: add agents before work has to wait',
  scaling_response_time_ms: 'pools grow late: raise their least size or let them scale ahead',
  availability_percent: 'see when the product did not answer',
  error_rate_percent: 'see which attempts failed, by agent and cause',
};

/** Six digits are enough for a sentence. */
const say = (value: number) => String(Number(value.toPrecision(6)));

/** A sentence per missed target, with the numbers it rests on. */
export function adviseOnTargets(results: readonly TargetResult[]): string[] {
  return results
    .filter((result) => result.status === 'missed')
    .map(({ name, value, direction, target }) => {
      const wanted = `${direction === 'at_most' ? 'at most' : 'at least'} ${say(target)}`;
      return `${name} was ${say(value ?? Number.NaN)}, wanted ${wanted}: ${ADVICE[name]}.`;
    });
}
