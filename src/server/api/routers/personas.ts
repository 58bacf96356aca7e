import { z } from 'zod';
import { createPersonaSchema, PERSONA_TYPES, personaDefinitionSchema, personaId } from '../../core/persona/persona.ts';
import { assignPersona, assignPersonaSchema } from '../../use-cases/assign-persona.ts';
import { createPersona } from '../../use-cases/create-persona.ts';
import { deletePersona } from '../../use-cases/delete-persona.ts';
import { listPersonas } from '../../use-cases/list-personas.ts';
import { findAgentPersona } from '../../use-cases/read-agent-persona.ts';
import { readPersona } from '../../use-cases/read-persona.ts';
import { readPersonaAnalytics } from '../../use-cases/read-persona-analytics.ts';
import { readPersonaCoverage } from '../../use-cases/read-persona-coverage.ts';
import { recommendPersonas, recommendPersonasSchema } from '../../use-cases/recommend-personas.ts';
import { unassignPersona } from '../../use-cases/unassign-persona.ts';
import { updatePersona } from '../../use-cases/update-persona.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';
import { pageInput } from './page-input.ts';

const byId = z.strictObject({ id: personaId });
const ofAgent = z.strictObject({ agentId: z.uuid() });

export const personasRouter = router({
  list: viewerProcedure
    .input(pageInput.extend({ type: z.enum(PERSONA_TYPES).optional() }).prefault({}))
    .query(({ ctx, input }) => listPersonas(ctx.deps, input)),
  get: viewerProcedure.input(byId).query(({ ctx, input }) => readPersona(ctx.deps, input.id)),
  create: operatorProcedure.input(createPersonaSchema).mutation(({ ctx, input }) => createPersona(ctx.deps, input, ctx.principal)),
  update: operatorProcedure
    .input(byId.extend({ definition: personaDefinitionSchema, version: z.number().int().min(1).nullable().default(null) }))
    .mutation(({ ctx, input }) => updatePersona(ctx.deps, input, ctx.principal)),
  remove: operatorProcedure.input(byId).mutation(({ ctx, input }) => deletePersona(ctx.deps, input.id, ctx.principal)),
  coverage: viewerProcedure.query(({ ctx }) => readPersonaCoverage(ctx.deps)),
  analytics: viewerProcedure.query(({ ctx }) => readPersonaAnalytics(ctx.deps)),
  recommend: viewerProcedure.input(recommendPersonasSchema).query(({ ctx, input }) => recommendPersonas(ctx.deps, input)),
  /** The persona that an agent has now; null when it has none. */
  ofAgent: viewerProcedure.input(ofAgent).query(({ ctx, input }) => findAgentPersona(ctx.deps, input.agentId)),
  assign: operatorProcedure
    .input(ofAgent.extend(assignPersonaSchema.shape))
    .mutation(({ ctx, input }) => assignPersona(ctx.deps, input, ctx.principal)),
  unassign: operatorProcedure.input(ofAgent).mutation(({ ctx, input }) => unassignPersona(ctx.deps, input.agentId, ctx.principal)),
});
