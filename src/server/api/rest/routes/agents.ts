import { z } from 'zod';
import type { Principal } from '../../../core/access/principal.ts';
import { AGENT_KINDS, registerAgentSchema, STORED_AGENT_STATUSES } from '../../../core/agent/agent.ts';
import type { AgentView } from '../../../core/agent/agent-view.ts';
import { changeAgentSchema } from '../../../core/agent/change-agent.ts';
import { heartbeatSchema } from '../../../core/agent/heartbeat.ts';
import { plainName } from '../../../core/workflow/definition.ts';
import type { Deps } from '../../../deps.ts';
import { activateAgent } from '../../../use-cases/activate-agent.ts';
import { drainAgent } from '../../../use-cases/drain-agent.ts';
import { heartbeatAgent } from '../../../use-cases/heartbeat-agent.ts';
import { listAgents } from '../../../use-cases/list-agents.ts';
import type { AgentActInput } from '../../../use-cases/move-agent.ts';
import { readAgent } from '../../../use-cases/read-agent.ts';
import { registerAgent } from '../../../use-cases/register-agent.ts';
import { retireAgent } from '../../../use-cases/retire-agent.ts';
import { sleepAgent, sleepAgentSchema } from '../../../use-cases/sleep-agent.ts';
import { updateAgent } from '../../../use-cases/update-agent.ts';
import { wakeAgent } from '../../../use-cases/wake-agent.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';
import { agentSchema, presentAgent } from './present-agent.ts';

const params = z.strictObject({ id: uuid });
const reason = z.strictObject({ reason: plainName.optional() });
const ok = { 200: { description: 'The agent', schema: agentSchema } } as const;

type Act = (deps: Deps, input: AgentActInput, principal: Principal) => Promise<AgentView>;

const actRoute = (verb: string, summary: string, act: Act) =>
  defineRoute({
    method: 'POST',
    path: `/agents/{id}/${verb}`,
    role: 'operator',
    tag: 'agents',
    summary,
    params,
    body: reason,
    responses: ok,
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, body, principal }) {
      return { status: 200, body: presentAgent(await act(deps, { id, reason: body.reason }, principal)) };
    },
  });

export const agentRoutes = [
  defineRoute({
    method: 'POST',
    path: '/agents',
    role: 'operator',
    tag: 'agents',
    summary: 'Register an agent; command agents need an admin',
    body: registerAgentSchema,
    responses: { 201: { description: 'The agent', schema: agentSchema } },
    errors: ['conflict', 'egress_denied', 'command_agents_disabled'],
    async handle({ deps, body, principal }) {
      return { status: 201, body: presentAgent(await registerAgent(deps, body, principal)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/agents',
    role: 'viewer',
    tag: 'agents',
    summary: 'List agents by name',
    query: z.strictObject({
      ...pageQuery,
      status: z.enum(STORED_AGENT_STATUSES).optional(),
      kind: z.enum(AGENT_KINDS).optional(),
      text: plainName.optional(),
      include_retired: z.enum(['true', 'false']).optional(),
    }),
    responses: { 200: { description: 'A page of agents', schema: pageOf(agentSchema) } },
    async handle({ deps, query }) {
      const { include_retired, ...filter } = query;
      const page = await listAgents(deps, { ...filter, includeRetired: include_retired === 'true' });
      return { status: 200, body: { data: page.data.map(presentAgent), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/agents/{id}',
    role: 'viewer',
    tag: 'agents',
    summary: 'Show an agent',
    params,
    responses: ok,
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, body: presentAgent(await readAgent(deps, id)) };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/agents/{id}',
    role: 'operator',
    tag: 'agents',
    summary: 'Change an agent',
    params,
    body: changeAgentSchema,
    responses: ok,
    errors: ['not_found', 'conflict', 'egress_denied', 'command_agents_disabled'],
    async handle({ deps, params: { id }, body, principal }) {
      return { status: 200, body: presentAgent(await updateAgent(deps, { id, change: body }, principal)) };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/agents/{id}',
    role: 'operator',
    tag: 'agents',
    summary: 'Retire an agent; one that holds tasks is drained first',
    params,
    responses: { 200: { description: 'Retired', schema: agentSchema }, 202: { description: 'It drains', schema: agentSchema } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, principal }) {
      const { agent, retired } = await retireAgent(deps, { id }, principal);
      return { status: retired ? 200 : 202, body: presentAgent(agent) };
    },
  }),
  actRoute('drain', 'Let an agent finish what it has and give it nothing new', drainAgent),
  actRoute('activate', 'Put an agent to work', activateAgent),
  defineRoute({
    method: 'POST',
    path: '/agents/{id}/sleep',
    role: 'operator',
    tag: 'agents',
    summary: 'Send an agent to sleep, until it is woken or for a time',
    params,
    body: sleepAgentSchema,
    responses: ok,
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, body: { reason, duration_minutes }, principal }) {
      const forMs = duration_minutes && duration_minutes * 60_000;
      return { status: 200, body: presentAgent(await sleepAgent(deps, { id, reason, forMs }, principal)) };
    },
  }),
  actRoute('wake', 'Wake an agent', wakeAgent),
  defineRoute({
    method: 'POST',
    path: '/agents/{id}/heartbeat',
    role: 'operator',
    tag: 'agents',
    summary: "Record an agent's sign of life",
    params,
    body: heartbeatSchema,
    responses: ok,
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, body }) {
      return { status: 200, body: presentAgent(await heartbeatAgent(deps, { id, beat: body })) };
    },
  }),
];
