import type { Route } from '../define-route.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { auditRoutes } from './audit.ts';
import { executeRoutes } from './execute.ts';
import { healthRoutes } from './health.ts';
import { notBuiltRoutes } from './not-built.ts';
import { runControlRoutes } from './run-control.ts';
import { workerProtocolRoutes } from './worker-protocol.ts';

/** Every REST route. One file per noun, each exporting an array. */
export const routes: Route[] = [
  ...healthRoutes,
  ...executeRoutes,
  ...runControlRoutes,
  ...workerProtocolRoutes,
  ...apiKeyRoutes,
  ...auditRoutes,
  ...notBuiltRoutes,
];
