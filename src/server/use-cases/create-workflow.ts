import type { Principal } from '../core/access/principal.ts';
import { InvalidDefinitionError } from '../core/errors.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import { slugOf, type WorkflowView } from '../core/workflow/workflow-view.ts';
import { insertWorkflow } from '../db/workflows.ts';
import type { Deps } from '../deps.ts';
import { acceptDefinition } from './accept-definition.ts';
import { readSource } from './read-source.ts';
import { readWorkflow } from './read-workflow.ts';
import { recordAudit } from './record-audit.ts';

function slugFor(definition: WorkflowDefinition): string {
  const slug = definition.workflow_id ?? slugOf(definition.name);
  if (slug !== null) return slug;
  const message = 'is needed: the name has no letters or digits to make one from';
  throw new InvalidDefinitionError('the workflow has no id', [{ path: 'workflow_id', message }]);
}

/**
 * Stores a definition as the first draft of a new workflow. Nothing runs from it before it is published.
 * @throws InvalidDefinitionError with every fault, ForbiddenError for a command in a contract, ConflictError when the id is taken
 */
export async function createWorkflow(deps: Deps, definition: unknown, principal: Principal): Promise<WorkflowView> {
  return store(deps, { valid: await acceptDefinition(deps, definition, principal), draftSource: null }, principal);
}

/**
 * The same for a definition as its author wrote it, which is kept with its comments.
 * @throws MalformedError when the text cannot be read, and what createWorkflow throws
 */
export async function createWrittenWorkflow(deps: Deps, source: string, principal: Principal): Promise<WorkflowView> {
  return store(deps, { valid: await acceptDefinition(deps, readSource(source), principal), draftSource: source }, principal);
}

async function store(
  deps: Deps,
  { valid, draftSource }: { valid: WorkflowDefinition; draftSource: string | null },
  principal: Principal,
): Promise<WorkflowView> {
  const slug = slugFor(valid);
  await insertWorkflow(deps.db, { id: deps.newId(), slug, draft: { ...valid, workflow_id: slug }, draftSource, createdBy: principal.id });
  await recordAudit(deps, {
    actor: principal,
    action: 'workflow.create',
    subject: `workflow:${slug}`,
    detail: { tasks: valid.tasks.length },
  });
  return readWorkflow(deps, slug);
}
