import { z } from 'zod';
import { type SignedReport, signedReportSchema } from '../../src/server/core/validation/report.ts';

/** A run is asked for this often; it says how far it is. Milliseconds. */
const LOOK_MS = 1_000;

const runSchema = z.object({
  id: z.string(),
  status: z.string(),
  progress: z.object({ phase: z.string(), runs_planned: z.number(), runs_ended: z.number() }).nullable(),
});

export interface Product {
  url: string;
  apiKey: string;
}

/** @param body sent with POST; absent: GET */
async function call({ url, apiKey }: Product, place: string, body?: unknown): Promise<unknown> {
  const method = body === undefined ? 'GET' : 'POST';
  const response = await fetch(new URL(`/api/v1/orchestration/performance${place}`, url), {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${place} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

export interface Wish {
  type: string;
  severity: string;
  seconds?: number | undefined;
}

/**
 * Runs one benchmark to its end.
 * @returns its signed report
 * @throws Error when the product refuses, for one because another run is open
 */
export async function runBenchmark(product: Product, wish: Wish, say: (line: string) => void): Promise<SignedReport> {
  const started = runSchema.parse(await call(product, '/validation-runs', wish));
  let said = '';
  for (;;) {
    const { status, progress } = runSchema.parse(await call(product, `/validation-runs/${started.id}`));
    if (status !== 'queued' && status !== 'running') break;
    const line = progress === null ? status : `${progress.phase}, ${progress.runs_ended} of ${progress.runs_planned} runs`;
    if (line !== said) say(`${wish.type}: ${line}`);
    said = line;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return signedReportSchema.parse(await call(product, `/validation-runs/${started.id}/report`));
}
