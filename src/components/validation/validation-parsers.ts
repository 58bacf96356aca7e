import { parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { BENCHMARK_TYPES, SEVERITIES } from '@/server/core/validation/benchmark.ts';

/** Targets are held against the last hour. */
export const TARGET_WINDOW = { windowSeconds: 3_600 };

/** The state of the page Performance, in its address. */
export const validationParsers = {
  /** The run that is looked at. */
  run: parseAsString,
  /** The measure whose samples are shown. */
  measure: parseAsString,
  type: parseAsStringLiteral(BENCHMARK_TYPES),
  severity: parseAsStringLiteral(SEVERITIES),
};
