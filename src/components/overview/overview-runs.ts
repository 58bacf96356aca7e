import { NO_RUN_FILTER, type RunFilter } from '../run/run-filter.ts';

/** The lists of runs on the overview. */
export const RUNNING: RunFilter = { ...NO_RUN_FILTER, status: ['running'] };
export const FAILED: RunFilter = { ...NO_RUN_FILTER, status: ['failed'] };
