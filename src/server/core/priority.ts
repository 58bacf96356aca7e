export const PRIORITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** The mission's weights of the four priorities, as stored. */
export const PRIORITY_WEIGHT: Record<Priority, number> = { low: 1, medium: 5, high: 8, critical: 10 };

/** The name of a stored weight; weights in between round down. */
export function priorityOf(weight: number): Priority {
  if (weight >= PRIORITY_WEIGHT.critical) return 'critical';
  if (weight >= PRIORITY_WEIGHT.high) return 'high';
  return weight >= PRIORITY_WEIGHT.medium ? 'medium' : 'low';
}
