import { z } from 'zod';
import { createPersonaSchema, PERSONA_TYPES, personaDefinitionSchema, personaId } from '../../../core/persona/persona.ts';
import { assignPersona, assignPersonaSchema } from '../../../use-cases/assign-persona.ts';
import { createPersona } from '../../../use-cases/create-persona.ts';
import { deletePersona } from '../../../use-cases/delete-persona.ts';
import { listPersonas } from '../../../use-cases/list-personas.ts';
import { readAgentPersona } from '../../../use-cases/read-agent-persona.ts';
import { readPersona } from '../../../use-cases/read-persona.ts';
import { unassignPersona } from '../../../use-cases/unassign-persona.ts';
import { updatePersona } from '../../../use-cases/update-persona.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';
import { etagOf } from '../read-meta.ts';
import {
  agentPersonaSchema,
  personaSchema,
  personaViewSchema,
  presentAgentPersona,
  presentPersona,
  presentPersonaView,
} from './present-persona.ts';

const params = z.strictObject({ id: personaId });
const agentParams = z.strictObject({ id: uuid });
const etag = (version: number) => ({ etag: etagOf(version) });

export const personaRoutes = [
  defineRoute({
    method: 'GET',
    path: '/personas',
    role: 'viewer',
    tag: 'personas',
    summary: 'List personas by id',
    query: z.strictObject({ ...pageQuery, type: z.enum(PERSONA_TYPES).optional() }),
    responses: { 200: { description: 'A page of personas', schema: pageOf(personaSchema) } },
    async handle({ deps, query }) {
      const page = await listPersonas(deps, query);
      return { status: 200, body: { data: page.data.map(presentPersona), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/personas',
    role: 'operator',
    tag: 'personas',
    summary: 'Create a persona',
    body: createPersonaSchema,
    responses: { 201: { description: 'The persona', schema: personaSchema } },
    errors: ['conflict'],
    async handle({ deps, body, principal }) {
      const persona = await createPersona(deps, body, principal);
      return { status: 201, body: presentPersona(persona), headers: etag(persona.version) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/personas/{id}',
    role: 'viewer',
    tag: 'personas',
    summary: 'Show a persona, who has it, and what was measured of it',
    params,
    responses: { 200: { description: 'The persona', schema: personaViewSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      const persona = await readPersona(deps, id);
      return { status: 200, body: presentPersonaView(persona), headers: etag(persona.version) };
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/personas/{id}',
    role: 'operator',
    tag: 'personas',
    summary: 'Replace a persona; with If-Match only the version that was read',
    params,
    body: personaDefinitionSchema,
    responses: { 200: { description: 'The persona', schema: personaViewSchema } },
    errors: ['not_found', 'precondition_failed'],
    async handle({ deps, params: { id }, body, ifMatch, principal }) {
      const persona = await updatePersona(deps, { id, definition: body, version: ifMatch }, principal);
      return { status: 200, body: presentPersonaView(persona), headers: etag(persona.version) };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/personas/{id}',
    role: 'operator',
    tag: 'personas',
    summary: 'Delete a persona that no agent has',
    params,
    responses: { 204: { description: 'Deleted' } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, principal }) {
      await deletePersona(deps, id, principal);
      return { status: 204 };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/agents/{id}/persona',
    role: 'viewer',
    tag: 'personas',
    summary: 'Show the persona that an agent has, and what outcomes made of it',
    params: agentParams,
    responses: { 200: { description: 'The assignment', schema: agentPersonaSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, body: presentAgentPersona(await readAgentPersona(deps, id)) };
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/agents/{id}/persona',
    role: 'operator',
    tag: 'personas',
    summary: 'Give an agent a persona in place of the one it has',
    params: agentParams,
    body: assignPersonaSchema,
    responses: { 200: { description: 'The assignment', schema: agentPersonaSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, body, principal }) {
      return { status: 200, body: presentAgentPersona(await assignPersona(deps, { agentId: id, ...body }, principal)) };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/agents/{id}/persona',
    role: 'operator',
    tag: 'personas',
    summary: 'Take the persona from an agent',
    params: agentParams,
    responses: { 204: { description: 'Taken' } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, principal }) {
      await unassignPersona(deps, id, principal);
      return { status: 204 };
    },
  }),
];
