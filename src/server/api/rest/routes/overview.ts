import { z } from 'zod';
import { PROBLEM_KINDS, PROBLEM_SEVERITIES } from '../../../core/overview/problem.ts';
import { readOverview } from '../../../use-cases/read-overview.ts';
import { defineRoute } from '../define-route.ts';

const overviewSchema = z
  .object({
    timestamp: z.iso.datetime(),
    level: z.enum(['critical', 'warning', 'ok', 'quiet']),
    verdict: z.string(),
    problems: z
      .array(
        z.object({
          id: z.string(),
          kind: z.enum(PROBLEM_KINDS),
          severity: z.enum(PROBLEM_SEVERITIES),
          title: z.string(),
          detail: z.string(),
          reach: z.number().nullable().describe('Tasks, agents or runs that it touches'),
          covers: z.number().optional().describe('Breakers that are not closed and that it tells of'),
          since: z.iso.datetime().nullable(),
          page: z.string(),
        }),
      )
      .describe('The worst, the widest, the oldest first'),
    active_agents: z.number(),
    slots: z.number(),
    in_flight: z.number(),
    queued: z.number(),
    active_runs: z.number(),
    tasks_per_second: z.number().nullable().describe('Completed, over the last five minutes'),
  })
  .meta({ id: 'Overview' });

export const overviewRoutes = [
  defineRoute({
    method: 'GET',
    path: '/overview',
    role: 'viewer',
    tag: 'metrics',
    summary: 'Say what needs somebody, the worst first',
    responses: { 200: { description: 'A verdict in words and the problems behind it', schema: overviewSchema } },
    async handle({ deps }) {
      const view = await readOverview(deps);
      const body = {
        timestamp: view.readAt.toISOString(),
        level: view.verdict.level,
        verdict: view.verdict.text,
        problems: view.problems.map(({ href, since, ...problem }) => ({ ...problem, since: since?.toISOString() ?? null, page: href })),
        active_agents: view.activeAgents,
        slots: view.slots,
        in_flight: view.inFlight,
        queued: view.queued,
        active_runs: view.activeRuns,
        tasks_per_second: view.tasksPerSecond,
      };
      return { status: 200, body };
    },
  }),
];
