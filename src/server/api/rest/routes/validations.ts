import { z } from 'zod';
import { startValidationSchema } from '../../../core/validation/asked-validation.ts';
import { BENCHMARK_TYPES, PHASES, SEVERITIES, VALIDATION_STATUSES } from '../../../core/validation/benchmark.ts';
import { VERDICTS } from '../../../core/validation/judge.ts';
import { VALIDATION_MEASURES } from '../../../core/validation/measures.ts';
import { nightlySchema } from '../../../core/validation/nightly.ts';
import { machineSchema, regressionSchema, samplesSchema, signedReportSchema, verdictSchema } from '../../../core/validation/report.ts';
import type { ValidationTrend } from '../../../core/validation/trend.ts';
import type { ValidationSummary, ValidationView } from '../../../core/validation/validation-view.ts';
import { writeReportHtml } from '../../../core/validation/write-report-html.ts';
import { readNightly, saveNightly } from '../../../use-cases/nightly-validation.ts';
import { reportValidation } from '../../../use-cases/report-validation.ts';
import {
  listValidations,
  makeBaseline,
  readSamples,
  readTrend,
  readValidation,
  startValidation,
  stopValidation,
} from '../../../use-cases/validations.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';

const time = z.iso.datetime();
const type = z.enum(BENCHMARK_TYPES);
const severity = z.enum(SEVERITIES);

const summaryShape = {
  id: z.string(),
  type,
  severity,
  status: z.enum(VALIDATION_STATUSES),
  verdict: z.enum(VERDICTS).nullable().describe('Null before it completed; unknown: at least one measure had too few samples'),
  met: z.number(),
  missed: z.number(),
  unknown: z.number(),
  regressions: z.number().describe('Measures that are more than 10 % worse than the baseline'),
  commit: z.string().nullable(),
  version: z.string(),
  is_baseline: z.boolean(),
  created_by: z.string(),
  created_by_name: z.string(),
  created_at: time,
  started_at: time.nullable(),
  finished_at: time.nullable(),
};
const summarySchema = z.object(summaryShape).meta({ id: 'ValidationRunSummary' });

const runSchema = z
  .object({
    ...summaryShape,
    seconds: z.number().nullable(),
    progress: z
      .object({
        phase: z.enum(PHASES),
        share: z.number().describe('Of the planned load, 0..1'),
        runs_planned: z.number(),
        runs_begun: z.number(),
        runs_ended: z.number(),
        held_ms: z.number().describe('Load held back because work of users was waiting'),
      })
      .nullable(),
    fault: z.string().nullable(),
    stop_requested: z.boolean(),
    machine: machineSchema.nullable(),
    baseline_id: z.string().nullable(),
    verdicts: z.array(verdictSchema),
    regression: z.array(regressionSchema),
    plan: z.json(),
  })
  .meta({ id: 'ValidationRun' });

const presentSummary = (run: ValidationSummary): z.input<typeof summarySchema> => ({
  id: run.id,
  type: run.type,
  severity: run.severity,
  status: run.status,
  verdict: run.verdict,
  met: run.met,
  missed: run.missed,
  unknown: run.unknown,
  regressions: run.regressions,
  commit: run.commit,
  version: run.version,
  is_baseline: run.isBaseline,
  created_by: run.createdBy,
  created_by_name: run.createdByName,
  created_at: run.createdAt.toISOString(),
  started_at: run.startedAt?.toISOString() ?? null,
  finished_at: run.finishedAt?.toISOString() ?? null,
});

function present(run: ValidationView): z.input<typeof runSchema> {
  const { progress } = run;
  return {
    ...presentSummary(run),
    seconds: run.seconds,
    progress: progress && {
      phase: progress.phase,
      share: progress.share,
      runs_planned: progress.runsPlanned,
      runs_begun: progress.runsBegun,
      runs_ended: progress.runsEnded,
      held_ms: progress.heldMs,
    },
    fault: run.fault,
    stop_requested: run.stopRequested,
    machine: run.machine,
    baseline_id: run.baselineId,
    verdicts: run.verdicts,
    regression: run.regression.map(({ worseBy, ...rest }) => ({ ...rest, worse_by: worseBy })),
    plan: run.plan,
  };
}

const trendSchema = z
  .object({
    type: type.nullable().describe('Null: none has completed'),
    severity: severity.nullable(),
    data: z.array(
      z.object({
        ...verdictSchema.pick({ measure: true, label: true, unit: true, direction: true, limit: true }).shape,
        worse_by: z.number().nullable().describe('The newest against the one before; 0.1 is 10 % worse, below 0 is better'),
        points: z
          .array(
            z.object({
              run_id: z.string(),
              at: time,
              commit: z.string().nullable(),
              version: z.string(),
              value: z.number().nullable(),
              samples: z.number(),
              status: z.enum(VERDICTS),
            }),
          )
          .describe('One per run, the oldest first'),
      }),
    ),
  })
  .meta({ id: 'ValidationTrend' });

const presentTrend = (trend: ValidationTrend | null): z.input<typeof trendSchema> => ({
  type: trend?.type ?? null,
  severity: trend?.severity ?? null,
  data: (trend?.measures ?? []).map(({ worseBy, points, ...measure }) => ({
    ...measure,
    worse_by: worseBy,
    points: points.map(({ runId, at, ...point }) => ({ ...point, run_id: runId, at: at.toISOString() })),
  })),
});

const params = z.strictObject({ id: uuid });
const ok = { 200: { description: 'The validation run', schema: runSchema } } as const;
const tag = 'performance';

export const validationRoutes = [
  defineRoute({
    method: 'POST',
    path: '/performance/validation-runs',
    role: 'operator',
    tag,
    summary: 'Run a benchmark on a fleet of its own; one at a time',
    body: startValidationSchema,
    responses: { 202: { description: 'It is queued; an execution process takes it within seconds', schema: runSchema } },
    errors: ['conflict'],
    async handle({ deps, body, principal }) {
      return { status: 202, body: present(await startValidation(deps, body, principal)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/performance/validation-runs',
    role: 'viewer',
    tag,
    summary: 'List validation runs, newest first',
    query: z.strictObject({ ...pageQuery, type: type.optional(), severity: severity.optional() }),
    responses: { 200: { description: 'A page of validation runs', schema: pageOf(summarySchema) } },
    async handle({ deps, query }) {
      const page = await listValidations(deps, query);
      return { status: 200, body: { data: page.data.map(presentSummary), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/performance/validation-runs/{id}',
    role: 'viewer',
    tag,
    summary: 'Show a validation run with its verdicts',
    params,
    responses: ok,
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, body: present(await readValidation(deps, id)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/performance/validation-runs/{id}/cancel',
    role: 'operator',
    tag,
    summary: 'Stop a validation run; what it made is removed',
    params,
    responses: ok,
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, principal }) {
      return { status: 200, body: present(await stopValidation(deps, id, principal)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/performance/validation-runs/{id}/baseline',
    role: 'operator',
    tag,
    summary: 'Hold later runs of this type and severity against this one',
    params,
    responses: ok,
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, principal }) {
      return { status: 200, body: present(await makeBaseline(deps, id, principal)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/performance/validation-runs/{id}/samples',
    role: 'viewer',
    tag,
    summary: 'Read the raw samples behind a verdict',
    params,
    query: z.strictObject({ measure: z.enum(VALIDATION_MEASURES).optional() }),
    responses: { 200: { description: 'By measure; at most 5,000 of each', schema: z.object({ data: z.array(samplesSchema) }) } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, query }) {
      const samples = await readSamples(deps, id, query.measure ?? null);
      return { status: 200, body: { data: samples.map(({ offsets, ...rest }) => ({ ...rest, offsets_ms: offsets })) } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/performance/validation-runs/{id}/report',
    role: 'viewer',
    tag,
    summary: 'Take the report along, signed (Ed25519), as JSON or as one HTML file',
    params,
    query: z.strictObject({ format: z.enum(['json', 'html']).default('json') }),
    responses: { 200: { description: 'The report with its signature; HTML with format=html', schema: signedReportSchema } },
    errors: ['not_found', 'conflict', 'unavailable'],
    async handle({ deps, params: { id }, query }) {
      const signed = await reportValidation(deps, id);
      if (query.format === 'json') return { status: 200, body: signed };
      const headers = {
        'content-type': 'text/html; charset=utf-8',
        'content-disposition': `attachment; filename="validation-${id}.html"`,
        'x-content-type-options': 'nosniff',
      };
      return { raw: new Response(writeReportHtml(signed), { headers }) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/performance/validation-trend',
    role: 'viewer',
    tag,
    summary: 'Show how the measures of one kind of benchmark went, by run and commit',
    query: z.strictObject({ type: type.optional(), severity: severity.optional() }),
    responses: {
      200: {
        description: 'Of the newest 50 runs that completed; of the kind that completed last where none is named',
        schema: trendSchema,
      },
    },
    async handle({ deps, query }) {
      return { status: 200, body: presentTrend(await readTrend(deps, query)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/performance/nightly',
    role: 'viewer',
    tag,
    summary: 'Show what the validator does by night',
    responses: { 200: { description: 'The schedule', schema: nightlySchema } },
    async handle({ deps }) {
      return { status: 200, body: await readNightly(deps) };
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/performance/nightly',
    role: 'admin',
    tag,
    summary: 'Set what the validator does by night',
    body: nightlySchema,
    responses: { 200: { description: 'The schedule', schema: nightlySchema } },
    async handle({ deps, body, principal }) {
      return { status: 200, body: await saveNightly(deps, body, principal) };
    },
  }),
];
