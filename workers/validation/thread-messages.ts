import type { ValidationRow } from '../../src/server/db/validation-runs.ts';
import type { Env } from '../../src/server/env.ts';

// What the threads of a validation run are given and say.

/** Of the thread that carries out a run. */
export interface ValidationThreadData {
  env: Env;
  run: ValidationRow;
}

/** Of an execution process of the benchmark: the environment, with the benchmark's own database. */
export interface EngineThreadData {
  env: Env;
}

/** An engine says that it is ready, and then how large its heap is, MB. It is told to close. */
export type EngineThreadMessage = 'ready' | { heapMb: number };
