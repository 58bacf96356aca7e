import { z } from 'zod';
import { registerAgentSchema } from '../../core/agent/agent.ts';
import { changeAgentSchema } from '../../core/agent/change-agent.ts';
import { plainName } from '../../core/workflow/definition.ts';
import { activateAgent } from '../../use-cases/activate-agent.ts';
import { drainAgent } from '../../use-cases/drain-agent.ts';
import { listAgentAttempts, listAgentAttemptsSchema } from '../../use-cases/list-agent-attempts.ts';
import { listAgents, listAgentsSchema } from '../../use-cases/list-agents.ts';
import { readAgent } from '../../use-cases/read-agent.ts';
import { registerAgent } from '../../use-cases/register-agent.ts';
import { retireAgent } from '../../use-cases/retire-agent.ts';
import { sleepAgent, sleepAgentSchema } from '../../use-cases/sleep-agent.ts';
import { testAgent, testAgentSchema } from '../../use-cases/test-agent.ts';
import { updateAgent } from '../../use-cases/update-agent.ts';
import { wakeAgent } from '../../use-cases/wake-agent.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';

const byId = z.strictObject({ id: z.uuid() });
const act = byId.extend({ reason: plainName.optional() });

export const agentsRouter = router({
  list: viewerProcedure.input(listAgentsSchema.prefault({})).query(({ ctx, input }) => listAgents(ctx.deps, input)),
  get: viewerProcedure.input(byId).query(({ ctx, input }) => readAgent(ctx.deps, input.id)),
  /** What an agent did lately, newest first. */
  attempts: viewerProcedure.input(listAgentAttemptsSchema).query(({ ctx, input }) => listAgentAttempts(ctx.deps, input)),
  register: operatorProcedure.input(registerAgentSchema).mutation(({ ctx, input }) => registerAgent(ctx.deps, input, ctx.principal)),
  update: operatorProcedure
    .input(byId.extend({ change: changeAgentSchema }))
    .mutation(({ ctx, input }) => updateAgent(ctx.deps, input, ctx.principal)),
  drain: operatorProcedure.input(act).mutation(({ ctx, input }) => drainAgent(ctx.deps, input, ctx.principal)),
  activate: operatorProcedure.input(act).mutation(({ ctx, input }) => activateAgent(ctx.deps, input, ctx.principal)),
  sleep: operatorProcedure
    .input(sleepAgentSchema.extend(byId.shape))
    .mutation(({ ctx, input: { duration_minutes, ...input } }) =>
      sleepAgent(ctx.deps, { ...input, forMs: duration_minutes && duration_minutes * 60_000 }, ctx.principal),
    ),
  wake: operatorProcedure.input(act).mutation(({ ctx, input }) => wakeAgent(ctx.deps, input, ctx.principal)),
  retire: operatorProcedure.input(act).mutation(({ ctx, input }) => retireAgent(ctx.deps, input, ctx.principal)),
  /** Calls an agent, or one that is not registered yet, once; nothing is recorded but the audit entry. */
  test: operatorProcedure.input(testAgentSchema).mutation(({ ctx, input }) => testAgent(ctx.deps, input, ctx.principal)),
});
