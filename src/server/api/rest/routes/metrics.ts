import { z } from 'zod';
import { MEASURE_NAMES, type MeasureName, UNITS } from '../../../core/metrics/catalogue.ts';
import { ORCHESTRATION_METRICS } from '../../../core/metrics/orchestration-metrics.ts';
import { MOST_POINTS } from '../../../core/metrics/point-grid.ts';
import { TARGET_STATUSES, TARGETS, type TargetName } from '../../../core/metrics/targets.ts';
import { readExposition } from '../../../use-cases/read-exposition.ts';
import { readMetrics } from '../../../use-cases/read-metrics.ts';
import { listFigures, listMeasures, readSeries, readSeriesSchema, type SeriesPoint } from '../../../use-cases/read-series.ts';
import { type TargetVerdict, validatePerformance } from '../../../use-cases/validate-performance.ts';
import { defineRoute } from '../define-route.ts';
import { queryInteger } from '../page.ts';
import { writeExposition } from '../write-exposition.ts';

const measured = z.number().nullable();
const metric = z.enum(ORCHESTRATION_METRICS);

const metricsSchema = z
  .object({
    timestamp: z.iso.datetime(),
    window_seconds: z.number(),
    performance_score: measured.describe('Share of the known targets that are met, 0..100'),
    targets_met: z.number(),
    targets_missed: z.number(),
    targets_unknown: z.number(),
    total_targets: z.number(),
    orchestration_metrics: z.record(metric, measured).describe('Null: not measured in the window'),
    orchestration_samples: z.record(metric, z.number()).describe('Rows that each measure rests on'),
    system_metrics: z.object({
      active_agents: z.number(),
      in_flight_tasks: z.number(),
      total_tasks: z.number().describe('Ended in the window'),
      completed_tasks: z.number(),
      failed_tasks: z.number(),
      active_workflows: z.number(),
      finished_workflows: z.number(),
      rebalances_per_hour: z.number(),
      rebalanced_tasks: z.number(),
      hedged_attempts: z.number(),
      hedges_won: z.number(),
      cpu_utilization_percent: measured,
      memory_utilization_percent: measured,
    }),
  })
  .meta({ id: 'Metrics' });

const verdictSchema = z
  .object({
    overall_score: measured.describe('Share of the known targets that are met, 0..100'),
    targets_met: z.number(),
    targets_missed: z.number(),
    targets_unknown: z.number(),
    total_targets: z.number(),
    window_seconds: z.number(),
    target_results: z.record(
      z.enum(TARGETS),
      z.object({
        status: z.enum(TARGET_STATUSES),
        direction: z.enum(['at_most', 'at_least']),
        target: z.number(),
        value: measured,
        samples: z.number().describe('Rows that the value rests on'),
        missed_since: z.iso.datetime().nullable().describe('Of a missed one: since when every point has missed it'),
        first_missed_at: z.iso.datetime().nullable().describe('As far back as points are kept, by the target as it is now'),
        hour_before: measured.describe('Its measure over the hour before the last one'),
      }),
    ),
    improvement_recommendations: z.array(z.string()).describe('One per missed target'),
    validation_timestamp: z.iso.datetime(),
  })
  .meta({ id: 'PerformanceVerdict' });

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const point = z.tuple([z.iso.datetime(), z.number(), z.number()]).describe('Begin of the bucket, value, samples');
const measureName = z.enum(MEASURE_NAMES as [MeasureName, ...MeasureName[]]);

const seriesSchema = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    resolution_seconds: z.number(),
    before_resolution_seconds: z.number().describe('Of the week before'),
    lines: z.array(z.object({ name: measureName, points: z.array(point), before: z.array(point) })),
  })
  .meta({ id: 'MetricSeries' });

const catalogueSchema = z
  .object({
    data: z.array(
      z.object({
        name: measureName,
        label: z.string(),
        group: z.string(),
        unit: z.enum(UNITS),
        definition: z.string(),
        samples: z.string().describe('What a sample is'),
      }),
    ),
    figures: z
      .array(z.object({ name: z.string(), of: z.enum(['now', 'window']), definition: z.string() }))
      .describe('What else is shown beside them'),
  })
  .meta({ id: 'MetricCatalogue' });

const presentTarget = ({ firstMissedAt, missedSince, hourBefore, name: _, ...result }: TargetVerdict) => ({
  ...result,
  missed_since: missedSince?.toISOString() ?? null,
  first_missed_at: firstMissedAt?.toISOString() ?? null,
  hour_before: hourBefore,
});
const byName = (results: readonly TargetVerdict[]) =>
  Object.fromEntries(results.map((result) => [result.name, presentTarget(result)])) as Record<TargetName, ReturnType<typeof presentTarget>>;

export const metricsRoutes = [
  defineRoute({
    method: 'GET',
    path: '/performance/validate',
    role: 'viewer',
    tag: 'metrics',
    summary: 'Hold the measures against the targets',
    query: z.strictObject({ window: queryInteger(1, 86_400).default(3_600) }),
    responses: { 200: { description: 'Each target met, missed or unknown', schema: verdictSchema } },
    async handle({ deps, query }) {
      const verdict = await validatePerformance(deps, query.window);
      const body = {
        overall_score: verdict.overallScore,
        targets_met: verdict.targetsMet,
        targets_missed: verdict.targetsMissed,
        targets_unknown: verdict.targetsUnknown,
        total_targets: verdict.targets.length,
        window_seconds: verdict.windowSeconds,
        target_results: byName(verdict.targets),
        improvement_recommendations: verdict.recommendations,
        validation_timestamp: verdict.timestamp.toISOString(),
      };
      return { status: 200, body };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/metrics',
    role: 'viewer',
    tag: 'metrics',
    summary: 'Measure the last seconds',
    query: z.strictObject({ window: queryInteger(1, 86_400).default(300) }),
    responses: { 200: { description: 'Measures; what was not measured is null', schema: metricsSchema } },
    async handle({ deps, query }) {
      const view = await readMetrics(deps, query.window);
      const system = view.systemMetrics;
      const body = {
        timestamp: view.timestamp.toISOString(),
        window_seconds: view.windowSeconds,
        performance_score: view.performanceScore,
        targets_met: view.targetsMet,
        targets_missed: view.targetsMissed,
        targets_unknown: view.targetsUnknown,
        total_targets: view.totalTargets,
        orchestration_metrics: view.orchestrationMetrics,
        orchestration_samples: view.orchestrationSamples,
        system_metrics: {
          active_agents: system.activeAgents,
          in_flight_tasks: system.inFlightTasks,
          total_tasks: system.totalTasks,
          completed_tasks: system.completedTasks,
          failed_tasks: system.failedTasks,
          active_workflows: system.activeWorkflows,
          finished_workflows: system.finishedWorkflows,
          rebalances_per_hour: system.rebalancesPerHour,
          rebalanced_tasks: system.rebalancedTasks,
          hedged_attempts: system.hedgedAttempts,
          hedges_won: system.hedgesWon,
          cpu_utilization_percent: system.cpuUtilizationPercent,
          memory_utilization_percent: system.memoryUtilizationPercent,
        },
      };
      return { status: 200, body };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/metrics/prometheus',
    role: 'viewer',
    tag: 'metrics',
    summary: 'Serve metrics as Prometheus text',
    responses: { 200: { description: 'Text format 0.0.4', contentType: 'text/plain' } },
    async handle({ deps }) {
      const { text, contentType } = await writeExposition(await readExposition(deps));
      return { raw: new Response(text, { headers: { 'content-type': contentType, 'cache-control': 'no-store' } }) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/metrics/series',
    role: 'viewer',
    tag: 'metrics',
    summary: 'Points of measures over a span',
    query: z.strictObject({
      names: z
        .string()
        .max(2_000)
        .transform((text) => text.split(','))
        .pipe(readSeriesSchema.shape.names),
      from: time,
      to: time,
      compare: z
        .enum(['true', 'false'])
        .default('false')
        .transform((text) => text === 'true'),
    }),
    responses: { 200: { description: 'Where nothing was measured there is no point', schema: seriesSchema } },
    async handle({ deps, query }) {
      const view = await readSeries(deps, { ...query, points: MOST_POINTS });
      const present = (points: readonly SeriesPoint[]) =>
        points.map(([at, value, samples]): [string, number, number] => [new Date(at).toISOString(), value, samples]);
      const body = {
        from: view.from.toISOString(),
        to: view.to.toISOString(),
        resolution_seconds: view.resolutionSeconds,
        before_resolution_seconds: view.beforeResolutionSeconds,
        lines: view.lines.map(({ name, points, before }) => ({ name, points: present(points), before: present(before) })),
      };
      return { status: 200, body };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/metrics/catalogue',
    role: 'viewer',
    tag: 'metrics',
    summary: 'Say what every measure means',
    responses: { 200: { description: 'One definition per measure, and of every other number', schema: catalogueSchema } },
    handle: async () => ({
      status: 200,
      body: { data: listMeasures().map(({ opens: _, ...definition }) => definition), figures: listFigures() },
    }),
  }),
];
