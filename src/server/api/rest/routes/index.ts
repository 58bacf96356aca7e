import type { Route } from '../define-route.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { auditRoutes } from './audit.ts';
import { healthRoutes } from './health.ts';
import { notBuiltRoutes } from './not-built.ts';

/** Every REST route. One file per noun, each exporting an array. */
export const routes: Route[] = [...healthRoutes, ...apiKeyRoutes, ...auditRoutes, ...notBuiltRoutes];
