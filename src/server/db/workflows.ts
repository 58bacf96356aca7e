import { Prisma } from '../../generated/prisma/client.ts';
import type { WorkflowModel } from '../../generated/prisma/models.ts';
import { ConflictError } from '../core/errors.ts';
import type { RunStatus } from '../core/run/state.ts';
import { type WorkflowDefinition, workflowDefinitionSchema } from '../core/workflow/definition.ts';
import type { WorkflowVersionView } from '../core/workflow/workflow-view.ts';
import type { Database } from './client.ts';

/** Versions shown with a workflow. */
const VERSIONS_SHOWN = 100;

export interface StoredWorkflow {
  uuid: string;
  slug: string;
  name: string;
  description: string;
  draft: WorkflowDefinition;
  /** The draft as its author wrote it; null when it came as a value. */
  draftSource: string | null;
  revision: number;
  publishedVersion: number | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

const json = (definition: WorkflowDefinition) => definition as unknown as Prisma.InputJsonValue;

function fromRow(row: WorkflowModel): StoredWorkflow {
  const {
    id: uuid,
    slug,
    name,
    description,
    draftSource,
    draftRevision: revision,
    publishedVersion,
    createdBy,
    createdAt,
    updatedAt,
  } = row;
  const draft = workflowDefinitionSchema.parse(row.draft);
  return { uuid, slug, name, description, draft, draftSource, revision, publishedVersion, createdBy, createdAt, updatedAt };
}

/** @throws ConflictError when the slug is taken */
export async function insertWorkflow(
  db: Database,
  workflow: { id: string; slug: string; draft: WorkflowDefinition; draftSource: string | null; createdBy: string },
): Promise<StoredWorkflow> {
  const { draft, ...plain } = workflow;
  try {
    const data = { ...plain, name: draft.name, description: draft.description ?? '', draft: json(draft) };
    return fromRow(await db.prisma.workflow.create({ data }));
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      throw new ConflictError(`a workflow "${workflow.slug}" exists`, [{ path: 'workflow_id', message: 'is taken' }]);
    }
    throw error;
  }
}

export async function findWorkflow(db: Database, slug: string): Promise<StoredWorkflow | null> {
  const row = await db.prisma.workflow.findFirst({ where: { slug, archivedAt: null } });
  return row === null ? null : fromRow(row);
}

/** Saves a draft over the revision the caller saw. @returns the new revision, or null when somebody saved in between. */
export async function saveDraft(
  db: Database,
  uuid: string,
  save: { seen: number; draft: WorkflowDefinition; draftSource: string | null },
): Promise<number | null> {
  const { draft, draftSource, seen } = save;
  const { count } = await db.prisma.workflow.updateMany({
    where: { id: uuid, draftRevision: seen, archivedAt: null },
    data: { draft: json(draft), draftSource, name: draft.name, description: draft.description ?? '', draftRevision: seen + 1 },
  });
  return count === 1 ? seen + 1 : null;
}

/**
 * Stores the draft of revision `seen` as the next version and makes it the published one. The row lock makes versions count up by one.
 * @returns null when somebody saved in between
 */
export async function publishDraft(
  db: Database,
  uuid: string,
  publish: { versionId: string; seen: number; by: string },
): Promise<number | null> {
  return db.prisma.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ draft_revision: number }[]>`SELECT draft_revision FROM workflow WHERE id = ${uuid}::uuid FOR UPDATE`;
    if (rows[0]?.draft_revision !== publish.seen) return null;
    const row = await tx.workflow.findUniqueOrThrow({ where: { id: uuid } });
    const version = (row.publishedVersion ?? 0) + 1;
    const definition = row.draft as Prisma.InputJsonValue;
    await tx.workflowVersion.create({ data: { id: publish.versionId, workflowId: uuid, version, definition, createdBy: publish.by } });
    await tx.workflow.update({ where: { id: uuid }, data: { publishedVersion: version } });
    return version;
  });
}

/**
 * Makes a definition the draft and the next published version at once, over the revision the caller saw.
 * @returns the version; null when somebody saved in between
 */
export async function restoreVersion(
  db: Database,
  uuid: string,
  restore: { versionId: string; seen: number; by: string; definition: WorkflowDefinition },
): Promise<number | null> {
  const { versionId: id, seen, by: createdBy } = restore;
  const definition = json(restore.definition);
  return db.prisma.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ draft_revision: number }[]>`SELECT draft_revision FROM workflow WHERE id = ${uuid}::uuid FOR UPDATE`;
    if (rows[0]?.draft_revision !== seen) return null;
    const row = await tx.workflow.findUniqueOrThrow({ where: { id: uuid } });
    const version = (row.publishedVersion ?? 0) + 1;
    await tx.workflowVersion.create({ data: { id, workflowId: uuid, version, definition, createdBy } });
    const { name, description = '' } = restore.definition;
    await tx.workflow.update({
      where: { id: uuid },
      data: { draft: definition, draftSource: null, name, description, draftRevision: seen + 1, publishedVersion: version },
    });
    return version;
  });
}

export async function findVersion(db: Database, uuid: string, version: number): Promise<WorkflowDefinition | null> {
  const row = await db.prisma.workflowVersion.findUnique({ where: { workflowId_version: { workflowId: uuid, version } } });
  return row === null ? null : workflowDefinitionSchema.parse(row.definition);
}

export function listVersions(db: Database, uuid: string): Promise<Omit<WorkflowVersionView, 'createdByName'>[]> {
  return db.prisma.workflowVersion.findMany({
    where: { workflowId: uuid },
    select: { version: true, createdBy: true, createdAt: true },
    orderBy: { version: 'desc' },
    take: VERSIONS_SHOWN,
  });
}

export interface WorkflowListRow {
  uuid: string;
  slug: string;
  name: string;
  description: string;
  taskCount: number;
  revision: number;
  publishedVersion: number | null;
  hasUnpublishedChanges: boolean;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

/** Up to `limit` workflows in order of slug, after `after`. Definitions stay in the database: only their size is read. */
export async function listWorkflowRows(
  db: Database,
  filter: { text?: string | undefined },
  page: { limit: number; after?: string | undefined },
): Promise<WorkflowListRow[]> {
  const { rows } = await db.pool.query<WorkflowListRow>({
    name: 'workflow_list',
    text: `SELECT w.id AS uuid, w.slug, w.name, w.description, json_array_length(w.draft->'tasks') AS "taskCount",
        w.draft_revision AS revision, w.published_version AS "publishedVersion", w.created_by AS "createdBy", w.created_at AS "createdAt",
        w.updated_at AS "updatedAt", coalesce(v.definition::text <> w.draft::text, true) AS "hasUnpublishedChanges"
      FROM workflow w LEFT JOIN workflow_version v ON v.workflow_id = w.id AND v.version = w.published_version
      WHERE w.archived_at IS NULL AND ($1::text IS NULL OR w.slug > $1)
        AND ($2::text IS NULL OR strpos(lower(w.name), lower($2)) > 0 OR strpos(lower(w.slug), lower($2)) > 0)
      ORDER BY w.slug LIMIT $3`,
    values: [page.after ?? null, filter.text ?? null, page.limit],
  });
  return rows;
}

/** The newest run of each workflow that ever ran, by slug. */
export async function findLastRuns(
  db: Database,
  slugs: string[],
): Promise<Map<string, { id: string; status: RunStatus; createdAt: Date }>> {
  const { rows } = await db.pool.query<{ slug: string; id: string; status: RunStatus; createdAt: Date }>({
    name: 'workflow_last_runs',
    text: `SELECT s.slug, r.id, r.status, r.created_at AS "createdAt" FROM unnest($1::text[]) s(slug)
      CROSS JOIN LATERAL (SELECT id, status, created_at FROM run WHERE workflow_id = s.slug ORDER BY created_at DESC LIMIT 1) r`,
    values: [slugs],
  });
  return new Map(rows.map(({ slug, ...run }) => [slug, run]));
}
