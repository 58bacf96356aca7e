import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { InputError } from '../evaluate-routing/read-csv.ts';
import { crossValidate } from './cross-validate.ts';
import { type Detection, rollingZScore, watch } from './detectors.ts';
import { drawCorpus } from './draw-series.ts';
import { type CorpusScore, scoreAlerts, scoreCorpus } from './nab-score.ts';
import { readSeriesFolder, type Series } from './read-series.ts';

const USAGE = `usage: npm run eval:anomaly -- DIR [options]
       npm run eval:anomaly -- --drawn SEED [options]
  DIR               series, one per .json file: name, t, v, and where they are known probation and windows
  --drawn SEED      72 series drawn with known faults instead of recorded ones
  --json OUT        write [{name, alerts, scores}]: indices of the alerts, and per number a score, 0.5 being the bar
  --cross-validate  also judge each kind of series with the bar that is best on the others, beside a rolling z-score
`;

const BARS = [3, 3.5, 4, 4.5, 5, 6];
const REFERENCE_BARS = [3, 4, 5, 6, 7, 8, 10];

class UsageError extends Error {}

/** The degradation detector over recorded series: npm run eval:anomaly. @returns the exit code: 1 for input or a command line that is not understood */
export function evaluateAnomaly(args: string[]): number {
  try {
    const options = understand(args);
    if (options === 'help') {
      process.stdout.write(USAGE);
      return 0;
    }
    const corpus = options.drawn === undefined ? readSeriesFolder(options.folder) : drawCorpus(options.drawn);
    const detections = corpus.map((series) => watch(series));
    if (options.json !== undefined) writeWhole(options.json, detections, corpus);
    process.stdout.write(describe(corpus, detections));
    if (options.crossValidate) process.stdout.write(describeCrossValidation(corpus));
    return 0;
  } catch (error) {
    if (!(error instanceof InputError || error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n${error instanceof UsageError ? USAGE : ''}`);
    return 1;
  }
}

interface Options {
  folder: string;
  drawn?: number;
  json?: string;
  crossValidate: boolean;
}

function understand(args: string[]): 'help' | Options {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [folder = '', ...more] = positionals;
  const drawn = values.drawn === undefined ? undefined : Number(values.drawn);
  if (drawn !== undefined && !(Number.isSafeInteger(drawn) && drawn >= 0)) throw new UsageError('--drawn needs a whole number');
  if (more.length > 0 || (folder === '') === (drawn === undefined)) throw new UsageError('one folder of series is needed, or --drawn');
  if (values.json === '') throw new UsageError('--json needs a file');
  return {
    folder,
    crossValidate: values['cross-validate'] ?? false,
    ...(drawn === undefined ? {} : { drawn }),
    ...(values.json === undefined ? {} : { json: path.resolve(values.json) }),
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options: { json: text, drawn: text, 'cross-validate': flag, help: flag } });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

function describe(corpus: readonly Series[], detections: readonly Detection[]): string {
  const scores = corpus.map((series, at) => scoreAlerts(series, detections[at]?.alerts ?? []));
  const rows = corpus.map(({ name, values }, at) => {
    const { found, windows, falseAlarms } = scores[at] ?? { found: 0, windows: 0, falseAlarms: 0 };
    return `${name}: ${values.length} values, ${found} of ${windows} windows found, ${falseAlarms} false alarms`;
  });
  return `${rows.join('\n')}\n${corpus.length} series: ${figures(scoreCorpus(scores))}\n`;
}

function describeCrossValidation(corpus: readonly Series[]): string {
  const own = crossValidate(corpus, watch, BARS);
  const reference = crossValidate(corpus, rollingZScore, REFERENCE_BARS);
  const bars = Object.entries(own.barWithout).map(([group, bar]) => `${group} ${bar}`);
  return [
    `cross-validated over ${bars.length} groups: ${figures(own.score)}`,
    `  bars chosen without the group: ${bars.join(', ')}`,
    `rolling z-score, the same way: ${figures(reference.score)}`,
    '',
  ].join('\n');
}

function figures({ nab, f1, found, windows, falseAlarms }: CorpusScore): string {
  const number = (value: number | null, digits: number) => (value === null ? 'unknown' : value.toFixed(digits));
  return `NAB standard score ${number(nab, 1)}, window F1 ${number(f1, 3)} (${found} of ${windows} windows found, ${falseAlarms} false alarms)`;
}

/** All or nothing: a reader never finds half a file. */
function writeWhole(file: string, detections: readonly Detection[], corpus: readonly Series[]): void {
  const draft = `${file}.${process.pid}.part`;
  try {
    fs.writeFileSync(draft, `${JSON.stringify(detections.map((detection, at) => ({ name: corpus[at]?.name, ...detection })))}\n`);
    fs.renameSync(draft, file);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw new InputError(
      { file },
      `cannot be written (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown cause'})`,
    );
  }
}
