import type { Route } from '../define-route.ts';
import { agentRoutes } from './agents.ts';
import { alertRuleRoutes } from './alert-rules.ts';
import { alertRoutes } from './alerts.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { approvalRoutes } from './approvals.ts';
import { auditRoutes } from './audit.ts';
import { breakerRoutes } from './breakers.ts';
import { budgetRoutes } from './budgets.ts';
import { bulkCancelRoutes } from './bulk-cancels.ts';
import { bulkRetryRoutes } from './bulk-retries.ts';
import { chaosRoutes } from './chaos.ts';
import { compareRunsRoutes } from './compare-runs.ts';
import { contextRoutes } from './context.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { decisionRoutes } from './decisions.ts';
import { dryRunRoutes } from './dry-run.ts';
import { emergencyRoutes } from './emergency.ts';
import { eventRoutes } from './events.ts';
import { executeRoutes } from './execute.ts';
import { failureRoutes } from './failures.ts';
import { healthRoutes } from './health.ts';
import { loadRoutes } from './load.ts';
import { metricsRoutes } from './metrics.ts';
import { modeRoutes } from './mode.ts';
import { overviewRoutes } from './overview.ts';
import { personaReportRoutes } from './persona-reports.ts';
import { personaRoutes } from './personas.ts';
import { poolRoutes } from './pools.ts';
import { predictionRoutes } from './predictions.ts';
import { queueRoutes } from './queues.ts';
import { rerunRoutes } from './reruns.ts';
import { reviewRoutes } from './reviews.ts';
import { routingRoutes } from './routing.ts';
import { routingModelRoutes } from './routing-models.ts';
import { runControlRoutes } from './run-control.ts';
import { runLogRoutes } from './run-logs.ts';
import { runPatchRoutes } from './run-patches.ts';
import { runRoutes } from './runs.ts';
import { scheduleRoutes } from './schedules.ts';
import { secretRoutes } from './secrets.ts';
import { sleepRoutes } from './sleep.ts';
import { targetRoutes } from './targets.ts';
import { taskAssignRoutes } from './task-assign.ts';
import { taskRoutes } from './tasks.ts';
import { userRoutes } from './users.ts';
import { validationRoutes } from './validations.ts';
import { webhookRoutes } from './webhooks.ts';
import { workerProtocolRoutes } from './worker-protocol.ts';
import { workflowTemplateRoutes } from './workflow-templates.ts';
import { workflowVersionRoutes } from './workflow-versions.ts';
import { workflowRoutes } from './workflows.ts';

/** Every REST route. One file per noun, each exporting an array. */
export const routes: Route[] = [
  ...healthRoutes,
  ...executeRoutes,
  ...dryRunRoutes,
  ...taskAssignRoutes,
  ...workflowRoutes,
  ...workflowVersionRoutes,
  ...workflowTemplateRoutes,
  ...runRoutes,
  ...runControlRoutes,
  ...rerunRoutes,
  ...compareRunsRoutes,
  ...runPatchRoutes,
  ...bulkRetryRoutes,
  ...bulkCancelRoutes,
  ...runLogRoutes,
  ...taskRoutes,
  ...reviewRoutes,
  ...approvalRoutes,
  ...eventRoutes,
  ...webhookRoutes,
  ...scheduleRoutes,
  ...workerProtocolRoutes,
  ...decisionRoutes,
  ...agentRoutes,
  ...loadRoutes,
  ...poolRoutes,
  ...sleepRoutes,
  ...contextRoutes,
  ...personaRoutes,
  ...personaReportRoutes,
  ...alertRoutes,
  ...alertRuleRoutes,
  ...budgetRoutes,
  ...breakerRoutes,
  ...failureRoutes,
  ...deadLetterRoutes,
  ...emergencyRoutes,
  ...queueRoutes,
  ...chaosRoutes,
  ...predictionRoutes,
  ...metricsRoutes,
  ...modeRoutes,
  ...overviewRoutes,
  ...targetRoutes,
  ...validationRoutes,
  ...secretRoutes,
  ...apiKeyRoutes,
  ...userRoutes,
  ...auditRoutes,
  ...routingRoutes,
  ...routingModelRoutes,
];
