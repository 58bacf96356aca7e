import { priorityOf } from '../priority.ts';
import type { TaskSpec } from '../task/spec.ts';
import { CONTEXTUAL_FACTORS } from '../workflow/definition.ts';

// What is going on around a task, as six factors 0..1. A task may state any of them; what it does not state is measured or taken from
// its other demands.
//
//   time_of_day                 1 at midnight, 0 at noon (UTC): how little anybody waits
//   workload_pressure           share of the fleet's slots that are taken
//   task_complexity             from analytical depth, number of required capabilities and estimated duration
//   collaboration_requirements  collaboration_intensity
//   deadline_urgency            from max_acceptable_delay_minutes, else from the priority
//   resource_availability       share of free slots among the agents that can take it

export type ContextualFactor = (typeof CONTEXTUAL_FACTORS)[number];
export type ContextFactors = Readonly<Record<ContextualFactor, number>>;

const DAY_MS = 86_400_000;
/** A task that may be delayed this long is half urgent; ms. */
const HALF_URGENT_MS = 30 * 60_000;
/** So many required capabilities, and so long an estimate, make a task complex in full. */
const COMPLEX = { capabilities: 5, durationMs: 2 * 3_600_000 } as const;
const PRIORITY_URGENCY = { low: 0.1, medium: 0.3, high: 0.6, critical: 0.9 } as const;

/** What is measured when a task is routed. */
export interface Surroundings {
  /** Epoch ms. */
  now: number;
  /** Taken and all slots of the active fleet, and of the agents that can take the task. */
  fleet: { used: number; slots: number };
  capable: { used: number; slots: number };
}

const share = ({ used, slots }: { used: number; slots: number }) => (slots === 0 ? 1 : Math.min(1, used / slots));

export function complexityOf(spec: Pick<TaskSpec, 'style' | 'requiredCapabilities' | 'estimatedDurationMs'>): number {
  const parts = [spec.style.analyticalDepth, Math.min(1, spec.requiredCapabilities.length / COMPLEX.capabilities)];
  if (spec.estimatedDurationMs !== undefined) parts.push(Math.min(1, spec.estimatedDurationMs / COMPLEX.durationMs));
  return parts.reduce((sum, part) => sum + part, 0) / parts.length;
}

export function urgencyOf(spec: Pick<TaskSpec, 'maxDelayMs' | 'priority'>): number {
  if (spec.maxDelayMs !== undefined) return HALF_URGENT_MS / (HALF_URGENT_MS + spec.maxDelayMs);
  return PRIORITY_URGENCY[priorityOf(spec.priority)];
}

/** All six, for one kind of task in one batch. */
export function contextFactors(spec: TaskSpec, { now, fleet, capable }: Surroundings): ContextFactors {
  const measured: Record<ContextualFactor, number> = {
    time_of_day: 0.5 + 0.5 * Math.cos((2 * Math.PI * (now % DAY_MS)) / DAY_MS),
    workload_pressure: share(fleet),
    task_complexity: complexityOf(spec),
    collaboration_requirements: spec.style.collaboration,
    deadline_urgency: urgencyOf(spec),
    resource_availability: 1 - share(capable),
  };
  for (const factor of CONTEXTUAL_FACTORS) {
    const stated = spec.contextualFactors?.[factor];
    if (typeof stated === 'number') measured[factor] = Math.min(1, Math.max(0, stated));
  }
  return measured;
}
