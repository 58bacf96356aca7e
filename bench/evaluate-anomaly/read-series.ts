import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { InputError } from '../evaluate-routing/read-csv.ts';

export interface Series {
  name: string;
  values: readonly number[];
  /** Numbers at the start that are only learned from. */
  probation: number;
  /** First and last index of each labelled anomaly, in order; none where the file has none. */
  windows: readonly (readonly [number, number])[];
}

/** The first 15 % of a series, and of at most 5,000 numbers. */
const PROBATION_SHARE = 0.15;
const MOST_COUNTED = 5_000;

const index = z.int().nonnegative();
const schema = z.object({
  name: z.string().min(1),
  t: z.array(z.number()),
  v: z.array(z.number()).min(1),
  probation: index.optional(),
  windows: z.array(z.tuple([index, index])).optional(),
});

/**
 * Reads every .json file of a folder, in the order of their names; everything is checked before anything is computed.
 * @throws InputError naming file and cause
 */
export function readSeriesFolder(folder: string): Series[] {
  const files = attempt(folder, () => fs.readdirSync(folder)).filter((name) => name.endsWith('.json'));
  if (files.length === 0) throw new InputError({ file: folder }, 'holds no .json file');
  return files.sort().map((name) => readSeries(path.join(folder, name)));
}

function readSeries(file: string): Series {
  const text = attempt(file, () => fs.readFileSync(file, 'utf8'));
  const parsed = schema.safeParse(parseJson(file, text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError({ file }, `${issue?.path.join('.') || 'the series'}: ${issue?.message ?? 'is not understood'}`);
  }
  const { name, t, v: values, windows = [], probation } = parsed.data;
  if (t.length !== values.length) throw new InputError({ file }, `t has ${t.length} entries where v has ${values.length}`);
  checkWindows(file, windows, values.length);
  return {
    name,
    values,
    windows,
    probation: probation ?? Math.floor(PROBATION_SHARE * Math.min(values.length, MOST_COUNTED)),
  };
}

function checkWindows(file: string, windows: readonly (readonly [number, number])[], length: number): void {
  let free = 0;
  for (const [at, [first, last]] of windows.entries()) {
    if (first < free || last < first || last >= length) {
      throw new InputError({ file }, `windows.${at}: [${first}, ${last}] must lie within the series, in order, without overlap`);
    }
    free = last + 1;
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InputError({ file }, `is not JSON (${error.message})`);
  }
}

function attempt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new InputError({ file }, `cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown cause'})`);
  }
}
