/** How long an attempt may take where neither its task nor its agent says otherwise. Seconds. */
export const DEFAULT_TASK_TIMEOUT_SECONDS = 1_800;
