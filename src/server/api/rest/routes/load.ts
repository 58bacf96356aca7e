import { z } from 'zod';
import { LOAD_STATES } from '../../../core/load/load-factor.ts';
import type { AgentLoadView, FleetLoadView, MoveView, RebalanceView } from '../../../core/load/load-view.ts';
import { REBALANCE_TRIGGERS } from '../../../core/load/rebalance-record.ts';
import { listRebalances } from '../../../use-cases/list-rebalances.ts';
import { optimizeLoad, optimizeLoadSchema } from '../../../use-cases/optimize-load.ts';
import { listOverloadedAgents, readFleetLoad } from '../../../use-cases/read-fleet-load.ts';
import { redistributeAgent } from '../../../use-cases/redistribute-agent.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';

const measured = z.number().nullable();

const agentLoadSchema = z
  .object({
    agent_id: z.string(),
    name: z.string(),
    status: z.string(),
    state: z.enum(LOAD_STATES),
    load: measured.describe('0 idle, 1 full; null when nothing is known'),
    components: z.object({ tasks: measured, resources: measured, performance: measured }),
    active: z.number(),
    queued: z.number().describe('Assigned and not begun'),
    slots: z.number(),
  })
  .meta({ id: 'AgentLoad' });

const fleetLoadSchema = z.object({ data: z.array(agentLoadSchema), mean: measured, variance: measured });

const moveSchema = z.object({
  task_id: z.string(),
  from_agent_id: z.string(),
  to_agent_id: z.string(),
  expected_gain: z.number().describe('Load of the giver before, less that of the taker with the task'),
  reason: z.string(),
});

const spread = { variance_before: measured, variance_after: measured };
const rebalanceSchema = z
  .object({
    id: z.string(),
    trigger: z.enum(REBALANCE_TRIGGERS),
    actor: z.string(),
    moves: z.array(moveSchema),
    applied: z.number(),
    ...spread,
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Rebalance' });

const presentMove = ({ taskId, fromAgentId, toAgentId, expectedGain, reason }: MoveView) => ({
  task_id: taskId,
  from_agent_id: fromAgentId,
  to_agent_id: toAgentId,
  expected_gain: expectedGain,
  reason,
});

const presentAgentLoad = ({ agentId, name, status, state, load, active, queued, slots }: AgentLoadView) => ({
  agent_id: agentId,
  name,
  status,
  state,
  load: load.value,
  components: { tasks: load.tasks, resources: load.resources, performance: load.performance },
  active,
  queued,
  slots,
});

const presentFleet = ({ agents, mean, variance }: FleetLoadView) => ({ data: agents.map(presentAgentLoad), mean, variance });

const presentRebalance = ({ id, trigger, actor, moves, applied, varianceBefore, varianceAfter, createdAt }: RebalanceView) => ({
  id,
  trigger,
  actor,
  moves: moves.map(presentMove),
  applied,
  variance_before: varianceBefore,
  variance_after: varianceAfter,
  created_at: createdAt.toISOString(),
});

export const loadRoutes = [
  defineRoute({
    method: 'GET',
    path: '/load-balancing/agents',
    role: 'viewer',
    tag: 'load',
    summary: 'Show the load of every agent',
    responses: { 200: { description: 'Loads, highest first', schema: fleetLoadSchema } },
    async handle({ deps }) {
      return { status: 200, body: presentFleet(await readFleetLoad(deps)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/load-balancing/optimize',
    role: 'operator',
    tag: 'load',
    summary: 'Move unstarted tasks from overloaded to underloaded agents',
    body: optimizeLoadSchema,
    responses: {
      200: { description: 'The moves', schema: z.object({ moves: z.array(moveSchema), applied: z.number(), ...spread }) },
    },
    async handle({ deps, body, principal }) {
      const { moves, applied, varianceBefore, varianceAfter } = await optimizeLoad(deps, body, principal);
      return {
        status: 200,
        body: { moves: moves.map(presentMove), applied, variance_before: varianceBefore, variance_after: varianceAfter },
      };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/load-balancing/rebalances',
    role: 'viewer',
    tag: 'load',
    summary: 'List rebalancings, newest first',
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of rebalancings', schema: pageOf(rebalanceSchema) } },
    async handle({ deps, query }) {
      const page = await listRebalances(deps, query);
      return { status: 200, body: { data: page.data.map(presentRebalance), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/agents/overloaded',
    role: 'viewer',
    tag: 'load',
    summary: 'List overloaded agents',
    responses: { 200: { description: 'Loads, highest first', schema: fleetLoadSchema } },
    async handle({ deps }) {
      return { status: 200, body: presentFleet(await listOverloadedAgents(deps)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/agents/{id}/redistribute',
    role: 'operator',
    tag: 'load',
    summary: 'Move what an agent has not begun to others',
    params: z.strictObject({ id: uuid }),
    responses: {
      200: {
        description: 'What moved, what went back into the queue, what stays',
        schema: z.object({
          moves: z.array(moveSchema),
          applied: z.number(),
          returned: z.array(z.string()),
          kept: z.array(z.string()),
        }),
      },
    },
    errors: ['not_found'],
    async handle({ deps, params, principal }) {
      const { moves, applied, returned, kept } = await redistributeAgent(deps, params.id, principal);
      return { status: 200, body: { moves: moves.map(presentMove), applied, returned, kept } };
    },
  }),
];
