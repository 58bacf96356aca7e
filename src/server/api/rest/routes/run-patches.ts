import { z } from 'zod';
import { PATCH_STATUSES, type PatchView, patchSchema } from '../../../core/run/patch.ts';
import { acceptPatch, applyPatch, declinePatch, listPatches, previewPatch, revertPatch } from '../../../use-cases/patch-run.ts';
import { defineRoute } from '../define-route.ts';
import { uuid } from '../page.ts';
import { diffSchema, presentDiff } from './present-diff.ts';

const time = z.iso.datetime();
const patchViewSchema = z
  .object({
    id: z.string(),
    run_id: z.string(),
    graph_version: z.number().nullable().describe("Of the run's graph after it; null until it was applied"),
    status: z.enum(PATCH_STATUSES),
    ops: z.array(z.unknown()),
    diff: diffSchema.nullable(),
    note: z.string().nullable(),
    proposed_by_task: z.string().nullable().describe('The task whose result proposed it'),
    created_by: z.string(),
    created_by_name: z.string(),
    created_at: time,
    decided_by_name: z.string().nullable(),
    decided_at: time.nullable(),
    reverted_by_name: z.string().nullable(),
    reverted_at: time.nullable(),
  })
  .meta({ id: 'RunPatch' });

function present(patch: PatchView): z.input<typeof patchViewSchema> {
  return {
    id: patch.id,
    run_id: patch.runId,
    graph_version: patch.version,
    status: patch.status,
    ops: patch.ops,
    diff: patch.diff && presentDiff(patch.diff),
    note: patch.note,
    proposed_by_task: patch.proposedByTask,
    created_by: patch.createdBy,
    created_by_name: patch.createdByName,
    created_at: patch.createdAt.toISOString(),
    decided_by_name: patch.decidedByName,
    decided_at: patch.decidedAt?.toISOString() ?? null,
    reverted_by_name: patch.revertedByName,
    reverted_at: patch.revertedAt?.toISOString() ?? null,
  };
}

const params = z.strictObject({ id: uuid });
const decisionParams = z.strictObject({ id: uuid, patch_id: uuid });
/** Like a definition's. */
const PATCH_LIMIT = 16 * 1_048_576;

const DECISIONS = {
  accept: { act: acceptPatch, summary: 'Apply a patch that a result proposed' },
  refuse: { act: declinePatch, summary: 'Refuse a patch that a result proposed' },
  revert: { act: revertPatch, summary: 'Take an applied patch back while nothing of it was begun' },
} as const;

const decisionRoute = (verb: keyof typeof DECISIONS) =>
  defineRoute({
    method: 'POST',
    path: `/runs/{id}/patches/{patch_id}/${verb}`,
    role: 'operator',
    tag: 'runs',
    summary: DECISIONS[verb].summary,
    params: decisionParams,
    responses: { 200: { description: 'The patch', schema: patchViewSchema } },
    errors: ['not_found', 'conflict', 'invalid_definition'],
    async handle({ deps, params: { id: runId, patch_id: id }, principal }) {
      return { status: 200, body: present(await DECISIONS[verb].act(deps, { runId, id }, principal)) };
    },
  });

export const runPatchRoutes = [
  defineRoute({
    method: 'POST',
    path: '/runs/{id}/patches',
    role: 'operator',
    tag: 'runs',
    summary: 'Change the graph of a run that goes on, in tasks that were not begun; or show what that would change',
    params,
    body: patchSchema.extend({
      graph_version: z.number().int().min(0).optional().describe('The version that was seen; 412 when it is another'),
      dry_run: z.boolean().default(false),
    }),
    bodyLimit: PATCH_LIMIT,
    responses: {
      200: { description: 'With dry_run: the difference', schema: z.object({ diff: diffSchema, graph_version: z.number() }) },
      201: { description: 'The applied patch', schema: patchViewSchema },
    },
    errors: ['not_found', 'conflict', 'invalid_definition', 'precondition_failed'],
    async handle({ deps, params: { id: runId }, body, principal }) {
      const { graph_version: seen, dry_run: dryRun, ...patch } = body;
      if (dryRun) {
        const { diff, graphVersion } = await previewPatch(deps, { runId, patch }, principal);
        return { status: 200, body: { diff: presentDiff(diff), graph_version: graphVersion } };
      }
      return { status: 201, body: present(await applyPatch(deps, { runId, patch, seen: seen ?? null }, principal)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/runs/{id}/patches',
    role: 'viewer',
    tag: 'runs',
    summary: 'List the patches of a run, newest first: applied, reverted, proposed and refused',
    params,
    responses: { 200: { description: 'At most 100 patches', schema: z.object({ data: z.array(patchViewSchema) }) } },
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, body: { data: (await listPatches(deps, id)).map(present) } };
    },
  }),
  ...(['accept', 'refuse', 'revert'] as const).map(decisionRoute),
];
