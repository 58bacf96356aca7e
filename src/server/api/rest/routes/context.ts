import { z } from 'zod';
import { ACCESS_LEVELS, CONTEXT_TYPES, type ContextEntry, createContextSchema } from '../../../core/memory/context-entry.ts';
import { consolidateAgent } from '../../../use-cases/consolidate-agent.ts';
import { createContext, removeContext } from '../../../use-cases/keep-context.ts';
import { listMemoryOwners } from '../../../use-cases/list-memory-owners.ts';
import { searchContext } from '../../../use-cases/search-context.ts';
import { defineRoute } from '../define-route.ts';
import { queryInteger, uuid } from '../page.ts';
import { consolidationSchema, presentConsolidation } from './present-sleep.ts';

const time = z.iso.datetime();

const contextSchema = z
  .object({
    id: z.string(),
    agent_id: z.string().nullable().describe('Null: it belongs to all'),
    title: z.string(),
    content: z.string().describe('Untrusted text'),
    type: z.enum(CONTEXT_TYPES),
    access: z.enum(ACCESS_LEVELS),
    importance: z.number(),
    tags: z.array(z.string()),
    access_count: z.number(),
    accessed_at: time.nullable(),
    consolidated_from: z.array(z.string()),
    source_task_id: z.string().nullable(),
    created_by: z.string(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'ContextEntry' });

function present(entry: ContextEntry): z.input<typeof contextSchema> {
  const { id, title, content, type, access, importance, tags } = entry;
  return {
    ...{ id, agent_id: entry.agentId, title, content, type, access, importance, tags },
    access_count: entry.accessCount,
    accessed_at: entry.accessedAt?.toISOString() ?? null,
    consolidated_from: entry.consolidatedFrom,
    source_task_id: entry.sourceTaskId,
    created_by: entry.createdBy,
    created_at: entry.createdAt.toISOString(),
    updated_at: entry.updatedAt.toISOString(),
  };
}

const ownerSchema = z
  .object({
    agent_id: z.string().nullable().describe('Null: it belongs to all'),
    agent_name: z.string().nullable(),
    entries: z.number(),
    tokens: z.number().describe('About: four characters are counted as one'),
    updated_at: time,
  })
  .meta({ id: 'MemoryOwner' });

export const contextRoutes = [
  defineRoute({
    method: 'GET',
    path: '/context/owners',
    role: 'viewer',
    tag: 'context',
    summary: 'Who remembers how much; viewers are told of what is public',
    responses: { 200: { description: 'Owners, who remembers most first', schema: z.object({ data: z.array(ownerSchema) }) } },
    async handle({ deps, principal }) {
      const owners = await listMemoryOwners(deps, principal);
      const data = owners.map(({ agentId, name, entries, tokens, updatedAt }) => ({
        ...{ agent_id: agentId, agent_name: name, entries, tokens },
        updated_at: updatedAt.toISOString(),
      }));
      return { status: 200, body: { data } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/context',
    role: 'viewer',
    tag: 'context',
    summary: 'Search what is known; viewers see what is public',
    query: z.strictObject({
      query: z.string().trim().min(1).max(500).optional(),
      as_agent_id: uuid.optional(),
      agent_id: uuid.optional(),
      type: z.enum(CONTEXT_TYPES).optional(),
      limit: queryInteger(1, 50).default(10),
    }),
    responses: {
      200: {
        description: 'Entries, most relevant first',
        schema: z.object({ data: z.array(contextSchema.extend({ relevance: z.number() })) }),
      },
    },
    async handle({ deps, query, principal }) {
      const found = await searchContext(deps, query, principal);
      return { status: 200, body: { data: found.map(({ entry, relevance }) => ({ ...present(entry), relevance })) } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/context',
    role: 'operator',
    tag: 'context',
    summary: 'Store something to remember',
    body: createContextSchema,
    responses: { 201: { description: 'The entry', schema: contextSchema } },
    errors: ['not_found'],
    async handle({ deps, body, principal }) {
      return { status: 201, body: present(await createContext(deps, body, principal)) };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/context/{id}',
    role: 'operator',
    tag: 'context',
    summary: 'Remove an entry',
    params: z.strictObject({ id: uuid }),
    responses: { 204: { description: 'Removed' } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, principal }) {
      await removeContext(deps, id, principal);
      return { status: 204 };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/agents/{id}/consolidate',
    role: 'operator',
    tag: 'context',
    summary: 'Make what an agent remembers smaller',
    params: z.strictObject({ id: uuid }),
    responses: { 200: { description: 'What it saved and what it kept', schema: consolidationSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, principal }) {
      return { status: 200, body: presentConsolidation(await consolidateAgent(deps, { agentId: id, trigger: 'manual' }, principal)) };
    },
  }),
];
