import { parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { BENCHMARK_TYPES, SEVERITIES } from '@/server/core/validation/benchmark.ts';
import { VALIDATION_MEASURES } from '@/server/core/validation/measures.ts';

/** The state of the page Performance, in its address. */
export const validationParsers = {
  /** The run that is looked at. */
  run: parseAsString,
  /** The measure whose samples are shown. */
  measure: parseAsStringLiteral(VALIDATION_MEASURES),
  type: parseAsStringLiteral(BENCHMARK_TYPES),
  severity: parseAsStringLiteral(SEVERITIES),
};
