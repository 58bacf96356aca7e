import { z } from 'zod';
import { readHealth } from '../../../use-cases/read-health.ts';
import { defineRoute } from '../define-route.ts';

const status = z.enum(['healthy', 'degraded', 'unhealthy']);
const component = z.object({ status, reason: z.string().nullable(), measures: z.record(z.string(), z.number().nullable()) });
const health = z
  .object({
    status,
    timestamp: z.iso.datetime(),
    components: z.object({ database: component, workers: component, queue: component, dispatch: component }),
    uptime_seconds: z.number(),
    version: z.string(),
  })
  .meta({ id: 'Health' });

export const healthRoutes = [
  defineRoute({
    method: 'GET',
    path: '/health',
    role: 'public',
    tag: 'health',
    summary: 'Tell how the installation is',
    responses: {
      200: { description: 'Healthy or degraded', schema: health },
      503: { description: 'Unhealthy', schema: health },
    },
    async handle({ deps }) {
      const { timestamp, uptimeSeconds, ...rest } = await readHealth(deps);
      const body = { ...rest, timestamp: timestamp.toISOString(), uptime_seconds: uptimeSeconds };
      return rest.status === 'unhealthy' ? { status: 503, body } : { status: 200, body };
    },
  }),
];
