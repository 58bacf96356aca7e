import { z } from 'zod';
import { SLEEP_STATES } from '../../../core/sleep/sleep-state.ts';
import { changeSleepWindowSchema, createSleepWindowSchema } from '../../../core/sleep/sleep-window.ts';
import { createCheckpoint, listCheckpoints, restoreCheckpoint, validateCheckpoint } from '../../../use-cases/checkpoint-agent.ts';
import { listSleepCycles } from '../../../use-cases/list-sleep-cycles.ts';
import { changeSleepWindow, createSleepWindow, listSleepWindows, removeSleepWindow } from '../../../use-cases/sleep-windows.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';
import {
  checkpointSchema,
  presentCheckpoint,
  presentSleepCycle,
  presentSleepWindow,
  sleepCycleSchema,
  sleepWindowSchema,
} from './present-sleep.ts';

const params = z.strictObject({ id: uuid });
const checkpointParams = z.strictObject({ id: uuid, checkpoint_id: uuid });
const oneWindow = { 200: { description: 'The window', schema: sleepWindowSchema } } as const;

const windowRoutes = [
  defineRoute({
    method: 'GET',
    path: '/sleep-windows',
    role: 'viewer',
    tag: 'sleep',
    summary: 'List sleep windows',
    responses: { 200: { description: 'All windows', schema: z.object({ data: z.array(sleepWindowSchema) }) } },
    async handle({ deps }) {
      return { status: 200, body: { data: (await listSleepWindows(deps)).map(presentSleepWindow) } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/sleep-windows',
    role: 'operator',
    tag: 'sleep',
    summary: 'Say when agents sleep',
    body: createSleepWindowSchema,
    responses: { 201: { description: 'The window', schema: sleepWindowSchema } },
    errors: ['not_found'],
    async handle({ deps, body, principal }) {
      return { status: 201, body: presentSleepWindow(await createSleepWindow(deps, body, principal)) };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/sleep-windows/{id}',
    role: 'operator',
    tag: 'sleep',
    summary: 'Change a sleep window',
    params,
    body: changeSleepWindowSchema,
    responses: oneWindow,
    errors: ['not_found'],
    async handle({ deps, params: { id }, body, principal }) {
      return { status: 200, body: presentSleepWindow(await changeSleepWindow(deps, { id, change: body }, principal)) };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/sleep-windows/{id}',
    role: 'operator',
    tag: 'sleep',
    summary: 'Remove a sleep window',
    params,
    responses: { 204: { description: 'Removed' } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, principal }) {
      await removeSleepWindow(deps, id, principal);
      return { status: 204 };
    },
  }),
];

const checkpointRoutes = [
  defineRoute({
    method: 'GET',
    path: '/agents/{id}/checkpoints',
    role: 'viewer',
    tag: 'sleep',
    summary: 'List the checkpoints of an agent, newest first; at most ten are kept',
    params,
    responses: { 200: { description: 'Checkpoints', schema: z.object({ data: z.array(checkpointSchema) }) } },
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, body: { data: (await listCheckpoints(deps, id)).map(presentCheckpoint) } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/agents/{id}/checkpoints',
    role: 'operator',
    tag: 'sleep',
    summary: 'Keep what an agent is and remembers',
    params,
    responses: { 201: { description: 'The checkpoint', schema: checkpointSchema } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, principal }) {
      return { status: 201, body: presentCheckpoint(await createCheckpoint(deps, id, principal)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/agents/{id}/checkpoints/{checkpoint_id}/validate',
    role: 'operator',
    tag: 'sleep',
    summary: 'Compare a checkpoint with its checksum',
    params: checkpointParams,
    responses: { 200: { description: 'The checkpoint, with what was found', schema: checkpointSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id, checkpoint_id } }) {
      return { status: 200, body: presentCheckpoint(await validateCheckpoint(deps, { agentId: id, checkpointId: checkpoint_id })) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/agents/{id}/checkpoints/{checkpoint_id}/restore',
    role: 'operator',
    tag: 'sleep',
    summary: 'Make an agent what it was; what it is now is kept first',
    params: checkpointParams,
    responses: { 200: { description: 'The checkpoint of what it was until now', schema: checkpointSchema } },
    errors: ['not_found', 'conflict', 'egress_denied', 'command_agents_disabled'],
    async handle({ deps, params: { id, checkpoint_id }, principal }) {
      const before = await restoreCheckpoint(deps, { agentId: id, checkpointId: checkpoint_id }, principal);
      return { status: 200, body: presentCheckpoint(before) };
    },
  }),
];

export const sleepRoutes = [
  ...windowRoutes,
  ...checkpointRoutes,
  defineRoute({
    method: 'GET',
    path: '/agents/{id}/cycles',
    role: 'viewer',
    tag: 'sleep',
    summary: 'List how an agent slept, newest first, and its state now',
    params,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of cycles', schema: pageOf(sleepCycleSchema).extend({ state: z.enum(SLEEP_STATES) }) } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, query }) {
      const page = await listSleepCycles(deps, { id, ...query });
      return { status: 200, body: { data: page.data.map(presentSleepCycle), next_cursor: page.nextCursor, state: page.state } };
    },
  }),
];
