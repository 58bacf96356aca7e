import type { Unit } from '@/server/core/metrics/catalogue.ts';
import { formatDuration } from '../time/format-time.ts';

const DIGITS = 3;
const number = (value: number) => String(Number(value.toPrecision(DIGITS)));
/** Below this, whole milliseconds say too little. */
const SMALL_MS = 10;

/** A measure with its unit: "840 ms", "97 %", "1.25 /s", "12". A dash when it was not measured. */
export function formatMeasure(value: number | null, unit: Unit): string {
  if (value === null) return '–';
  if (unit === 'ms') return value < SMALL_MS ? `${number(value)} ms` : formatDuration(value);
  if (unit === 'ratio') return `${number(value * 100)} %`;
  if (unit === 'percent') return `${number(value)} %`;
  if (unit === 'per_second') return `${number(value)} /s`;
  return number(value);
}
