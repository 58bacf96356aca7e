import fs from 'node:fs';
import path from 'node:path';
import { type Report, type SignedReport, signedReportSchema } from '../../src/server/core/validation/report.ts';
import { verifyReport } from '../../src/server/report-key.ts';
import { makeHome } from '../engine/make-home.ts';
import { startProduct } from '../engine/start-product.ts';
import { type Product, runBenchmark } from './call-product.ts';
import { readOptions, type ValidateOptions } from './read-options.ts';
import { writeJunit } from './write-junit.ts';

// The validator from a command line, for CI: against a product that runs (--url, with its key in HIVE_API_KEY), or against one that is
// started for it and removed again. Exit codes: 0 all met, 1 something missed or a run that was not carried out, 2 something not known.

const ROOT = path.resolve(import.meta.dirname, '../..');
const EXIT = { met: 0, missed: 1, unknown: 2 } as const;

const say = (line: string) => process.stderr.write(`validate: ${line}\n`);

interface Opened {
  product: Product;
  close(): Promise<void>;
}

function connect(url: string): Opened {
  const apiKey = process.env.HIVE_API_KEY;
  if (apiKey === undefined || apiKey === '') throw new Error('HIVE_API_KEY is not set: the key of the product at --url');
  return { product: { url, apiKey }, close: async () => {} };
}

/** `npm start` in a folder of its own. */
async function startOwn(): Promise<Opened> {
  const { folder, env, remove } = await makeHome();
  const running = await startProduct({ root: ROOT, home: folder, env });
  return {
    product: running.web ?? { url: '', apiKey: '' },
    async close() {
      await running.stop();
      remove();
    },
  };
}

function tell({ type, severity, status, verdict, fault, verdicts }: Report): void {
  process.stdout.write(`${type}, ${severity}: ${fault ?? verdict ?? status}\n`);
  for (const each of verdicts) {
    const wanted = `${each.direction === 'at_most' ? '<=' : '>='} ${each.limit}`;
    const value = each.value === null ? 'not known' : Number(each.value.toPrecision(5));
    process.stdout.write(`  ${each.status.padEnd(8)} ${each.measure.padEnd(30)} ${value} ${wanted}, ${each.samples} samples\n`);
  }
}

/** The worst of several runs; one that was not carried out is as bad as one that missed. */
export function exitCodeOf(reports: readonly Pick<Report, 'status' | 'verdict'>[]): number {
  if (reports.some(({ status, verdict }) => status !== 'completed' || verdict === 'missed')) return EXIT.missed;
  return reports.every(({ verdict }) => verdict === 'met') ? EXIT.met : EXIT.unknown;
}

async function runAll(options: ValidateOptions): Promise<SignedReport[]> {
  const { product, close } = options.url === undefined ? await startOwn() : connect(options.url);
  try {
    const reports: SignedReport[] = [];
    for (const type of options.type) {
      const signed = await runBenchmark(product, { type, severity: options.severity, seconds: options.seconds }, say);
      tell(signed.report);
      reports.push(signed);
    }
    return reports;
  } finally {
    await close();
  }
}

/** Checks a report, or each of several, without the product. */
function verifyFile(file: string, fingerprint: string | undefined): number {
  const parsed: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  const reports = (Array.isArray(parsed) ? parsed : [parsed]).map((each) => signedReportSchema.parse(each));
  const wrong = reports.filter((signed) => {
    const signer = verifyReport(signed);
    const genuine = signer !== null && (fingerprint === undefined || fingerprint === signer);
    process.stdout.write(`${signed.report.id}: ${genuine ? `signed by ${signer}` : 'NOT genuine'}\n`);
    return !genuine;
  });
  return wrong.length === 0 ? 0 : 1;
}

/** @returns the exit code */
export async function validate(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (options.verify !== undefined) return verifyFile(options.verify, options.fingerprint);
  const signed = await runAll(options);
  const reports = signed.map(({ report }) => report);
  if (options.json !== undefined) fs.writeFileSync(options.json, `${JSON.stringify(signed, null, 2)}\n`);
  if (options.junit !== undefined) fs.writeFileSync(options.junit, writeJunit(reports));
  return exitCodeOf(reports);
}
