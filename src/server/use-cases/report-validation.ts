import { ConflictError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import type { Report, SignedReport } from '../core/validation/report.ts';
import type { Deps } from '../deps.ts';
import { signReport } from '../report-key.ts';
import { readSamples, readValidation } from './validations.ts';

/** The signed report of a run that has ended. @throws NotFoundError, ConflictError while it is open, UnavailableError without HIVE_SECRET */
export async function reportValidation(deps: Pick<Deps, 'db' | 'env'>, id: string): Promise<SignedReport> {
  const [view, samples] = await Promise.all([readValidation(deps, id), readSamples(deps, id, null)]);
  if (view.finishedAt === null) throw new ConflictError(`a validation run that is ${view.status} has no report yet`);
  const report: Report = {
    format: 1,
    id: view.id,
    type: view.type,
    severity: view.severity,
    seconds: view.seconds,
    status: view.status,
    verdict: view.verdict,
    fault: view.fault,
    version: view.version,
    commit: view.commit,
    machine: view.machine,
    created_at: view.createdAt.toISOString(),
    started_at: view.startedAt?.toISOString() ?? null,
    finished_at: view.finishedAt.toISOString(),
    baseline_id: view.baselineId,
    verdicts: view.verdicts,
    regression: view.regression.map(({ worseBy, ...rest }) => ({ ...rest, worse_by: worseBy })),
    plan: view.plan as JsonValue,
    samples: samples.map(({ offsets, ...rest }) => ({ ...rest, offsets_ms: offsets })),
  };
  return signReport(deps.env.HIVE_SECRET, report);
}
