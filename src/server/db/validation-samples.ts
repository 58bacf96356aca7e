import type { Sample } from '../core/validation/benchmark.ts';
import type { ValidationMeasure } from '../core/validation/measures.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import type { Queryable } from './queryable.ts';

/** Samples of one measure that are kept; of more, evenly many are left out. */
const KEPT = 5_000;

/** Every n-th, so that at most `KEPT` are left; the highest value is never lost: it is what somebody will look for. */
function thinOut(samples: readonly Sample[]): Sample[] {
  if (samples.length <= KEPT) return [...samples];
  const step = samples.length / (KEPT - 1);
  const kept = Array.from({ length: KEPT - 1 }, (_, at) => samples[Math.floor(at * step)] as Sample);
  const highest = samples.reduce((most, sample) => (sample.value > most.value ? sample : most));
  return kept.includes(highest) ? kept : [...kept, highest].sort((a, b) => a.at - b.at);
}

/** Keeps the raw samples of a measure. @param from epoch ms that offsets are counted from */
export async function insertValidationSamples(
  db: Queryable,
  { runId, measure, from }: { runId: string; measure: ValidationMeasure; from: number },
  samples: readonly Sample[],
): Promise<void> {
  const kept = thinOut(samples.toSorted((a, b) => a.at - b.at));
  const grouped = kept.some(({ group }) => group !== undefined);
  await db.query({
    text: `INSERT INTO validation_sample (run_id, measure, offsets, values, subjects, groups, total)
      VALUES ($1, $2, $3::float8[], $4::float8[], string_to_array($5, E'\\x1e'), string_to_array($6, E'\\x1e'), $7) ON CONFLICT DO NOTHING`,
    values: [
      runId,
      measure,
      bareArray(kept.map(({ at }) => Math.round((at - from) * 1_000) / 1_000)),
      bareArray(kept.map(({ value }) => value)),
      joinedTexts(kept.map(({ subject }) => subject)),
      joinedTexts(grouped ? kept.map(({ group }) => group ?? '') : []),
      samples.length,
    ],
  });
}

export interface StoredSamples {
  measure: ValidationMeasure;
  offsets: number[];
  values: number[];
  subjects: string[];
  groups: string[];
  total: number;
}

/** The samples of a run: of one measure, or of all. */
export async function readValidationSamples(db: Queryable, runId: string, measure: ValidationMeasure | null): Promise<StoredSamples[]> {
  const { rows } = await db.query<StoredSamples>({
    text: `SELECT measure, offsets, values, subjects, groups, total FROM validation_sample WHERE run_id = $1 AND ($2::text IS NULL OR measure = $2)
      ORDER BY measure`,
    values: [runId, measure],
  });
  return rows;
}
