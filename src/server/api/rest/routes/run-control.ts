import { z } from 'zod';
import { RUN_STATUSES } from '../../../core/run/state.ts';
import { plainName } from '../../../core/workflow/definition.ts';
import { changeRunStatus, type RunVerb } from '../../../use-cases/change-run.ts';
import { defineRoute } from '../define-route.ts';
import { uuid } from '../page.ts';

const changed = z.object({ run_id: z.string(), status: z.enum(RUN_STATUSES) });

const SUMMARY: Record<RunVerb, string> = {
  cancel: 'Cancel a run; calls that are under way are aborted',
  pause: 'Pause a run: what runs may end, nothing new starts',
  resume: 'Resume a paused run',
};

const changeRoute = (verb: RunVerb) =>
  defineRoute({
    method: 'POST',
    path: `/runs/{id}/${verb}`,
    role: 'operator',
    tag: 'runs',
    summary: SUMMARY[verb],
    params: z.strictObject({ id: uuid }),
    body: z.strictObject({ reason: plainName.optional() }),
    responses: { 200: { description: 'The run after it', schema: changed } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params, body, principal }) {
      const run = await changeRunStatus(deps, { runId: params.id, verb, reason: body.reason }, principal);
      return { status: 200, body: { run_id: run.runId, status: run.status } };
    },
  });

export const runControlRoutes = (['cancel', 'pause', 'resume'] as const).map(changeRoute);
