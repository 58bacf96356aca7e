import { agentsRouter } from './routers/agents.ts';
import { alertsRouter } from './routers/alerts.ts';
import { apiKeysRouter } from './routers/api-keys.ts';
import { approvalsRouter } from './routers/approvals.ts';
import { auditRouter } from './routers/audit.ts';
import { breakersRouter } from './routers/breakers.ts';
import { budgetsRouter } from './routers/budgets.ts';
import { bulkRetriesRouter } from './routers/bulk-retries.ts';
import { chaosRouter } from './routers/chaos.ts';
import { contextRouter } from './routers/context.ts';
import { deadLettersRouter } from './routers/dead-letters.ts';
import { decisionsRouter } from './routers/decisions.ts';
import { emergencyRouter } from './routers/emergency.ts';
import { eventsRouter } from './routers/events.ts';
import { failuresRouter } from './routers/failures.ts';
import { fleetRouter } from './routers/fleet.ts';
import { liveRouter } from './routers/live.ts';
import { loadRouter } from './routers/load.ts';
import { metricsRouter } from './routers/metrics.ts';
import { modeRouter } from './routers/mode.ts';
import { overviewRouter } from './routers/overview.ts';
import { personasRouter } from './routers/personas.ts';
import { poolsRouter } from './routers/pools.ts';
import { predictionsRouter } from './routers/predictions.ts';
import { queuesRouter } from './routers/queues.ts';
import { reviewsRouter } from './routers/reviews.ts';
import { routingRouter } from './routers/routing.ts';
import { runPatchesRouter } from './routers/run-patches.ts';
import { runsRouter } from './routers/runs.ts';
import { schedulesRouter } from './routers/schedules.ts';
import { secretsRouter } from './routers/secrets.ts';
import { sessionRouter } from './routers/session.ts';
import { sleepRouter } from './routers/sleep.ts';
import { templatesRouter } from './routers/templates.ts';
import { usersRouter } from './routers/users.ts';
import { validationsRouter } from './routers/validations.ts';
import { webhooksRouter } from './routers/webhooks.ts';
import { workflowsRouter } from './routers/workflows.ts';
import { router } from './trpc.ts';

/** Everything the web app can call. One router per noun. */
export const appRouter = router({
  agents: agentsRouter,
  alerts: alertsRouter,
  approvals: approvalsRouter,
  chaos: chaosRouter,
  apiKeys: apiKeysRouter,
  audit: auditRouter,
  breakers: breakersRouter,
  budgets: budgetsRouter,
  bulkRetries: bulkRetriesRouter,
  context: contextRouter,
  deadLetters: deadLettersRouter,
  decisions: decisionsRouter,
  emergency: emergencyRouter,
  events: eventsRouter,
  failures: failuresRouter,
  fleet: fleetRouter,
  live: liveRouter,
  load: loadRouter,
  metrics: metricsRouter,
  mode: modeRouter,
  overview: overviewRouter,
  pools: poolsRouter,
  personas: personasRouter,
  predictions: predictionsRouter,
  queues: queuesRouter,
  reviews: reviewsRouter,
  routing: routingRouter,
  runPatches: runPatchesRouter,
  runs: runsRouter,
  schedules: schedulesRouter,
  secrets: secretsRouter,
  session: sessionRouter,
  sleep: sleepRouter,
  users: usersRouter,
  validations: validationsRouter,
  webhooks: webhooksRouter,
  templates: templatesRouter,
  workflows: workflowsRouter,
});

export type AppRouter = typeof appRouter;
