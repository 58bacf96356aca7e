/**
 * The key an agent gets with a call. Attempts that the infrastructure lost share it, so that an agent which did the work already can
 * say so; a retry after a real failure has a new one.
 * @param attempts attempts of the task that counted before this one
 */
export function idempotencyKeyOf(taskId: string, attempts: number): string {
  return `${taskId}-${attempts + 1}`;
}
