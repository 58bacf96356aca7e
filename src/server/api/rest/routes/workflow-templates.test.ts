import { expect, it } from 'vitest';
import { NotFoundError } from '../../../core/errors.ts';
import { appRouter } from '../../root.ts';
import { createCallerFactory } from '../../trpc.ts';
import { workflowTemplateRoutes } from './workflow-templates.ts';

const viewer = { id: 'key:viewer', kind: 'key', name: 'viewer', role: 'viewer' } as const;
// Nothing here asks the database.
const caller = createCallerFactory(appRouter)({ deps: {} as never, principal: viewer, ip: null, requestId: 'r' });

/** What a route answers; what is not named here, these routes do not read. */
async function answer(method: string, path: string, sent: object = {}): Promise<unknown> {
  const route = workflowTemplateRoutes.find((each) => each.method === method && each.path === path);
  const reply = await route?.handle({ params: {}, body: {}, ...sent } as never);
  return reply !== undefined && 'body' in reply ? reply.body : null;
}

it('[TM5] templates and blueprints are listed over REST as in the browser', async () => {
  expect(await answer('GET', '/workflow-templates')).toEqual({ data: await caller.templates.list() });
  expect(await answer('GET', '/blueprints')).toEqual({ data: await caller.templates.blueprints() });
});

it('[TM5] a definition is generated over REST as in the browser; a name that nobody has is not found', async () => {
  const steps = { name: 'w', steps: [{ task_id: 'a', task_type: 'work' }] };
  const given = { name: 'linear_pipeline', parameters: steps };
  const made = await answer('POST', '/workflow-templates/{name}/generate', { params: { name: given.name }, body: given });
  expect(made).toEqual({ definition: await caller.templates.generate(given) });
  const blueprint = { name: 'folder-tree', parameters: { folders: 2 } };
  const tree = await answer('POST', '/blueprints/{name}/generate', { params: { name: blueprint.name }, body: blueprint });
  expect(tree).toEqual({ definition: await caller.templates.generateBlueprint(blueprint) });
  await expect(answer('POST', '/blueprints/{name}/generate', { params: { name: 'none' }, body: { parameters: {} } })).rejects.toThrow(
    NotFoundError,
  );
});
