import { z } from 'zod';
import { NotBuiltError } from '../../../core/errors.ts';
import { defineRoute, type HttpMethod, type Route } from '../define-route.ts';

// Endpoints of the contract that come with later releases. They are in the table, so that clients and the API page know them, and
// they check access like any other, so that nothing changes for a caller but the answer.

const anything = z.unknown();

interface Later {
  method: HttpMethod;
  path: `/${string}`;
  role: 'viewer' | 'operator';
  tag: string;
  summary: string;
}

const LATER: Later[] = [
  { method: 'GET', path: '/metrics/prometheus', role: 'viewer', tag: 'metrics', summary: 'Serve metrics as Prometheus text' },
];

const toRoute = (later: Later): Route =>
  defineRoute({
    ...later,
    params: later.path.includes('{id}') ? z.strictObject({ id: z.string().min(1).max(300) }) : undefined,
    query: z.object({
      window: anything.optional(),
      time_horizon_minutes: anything.optional(),
      limit: anything.optional(),
      after: anything.optional(),
    }),
    body: anything,
    responses: {},
    errors: ['not_built'],
    handle() {
      throw new NotBuiltError('this endpoint is part of a later release');
    },
  });

export const notBuiltRoutes = LATER.map(toRoute);
