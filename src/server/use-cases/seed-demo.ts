import { buildFleet, buildRepositoryReview, DEFAULT_REVIEW_INPUT } from '../../../demo/index.mjs';
import type { Principal } from '../core/access/principal.ts';
import { registerAgentSchema } from '../core/agent/agent.ts';
import { ConflictError } from '../core/errors.ts';
import { doAlone, readSetting, writeSetting } from '../db/settings.ts';
import type { Deps } from '../deps.ts';
import { createWorkflow } from './create-workflow.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { publishWorkflow } from './publish-workflow.ts';
import { registerAgent } from './register-agent.ts';

const SETTING = 'demo_seeded';
/** Differs from the other locks of this database; that is all it means. */
const LOCK = 4_830_227;
const SEEDER: Principal = { id: 'system:demo', kind: 'system', name: 'First start', role: 'admin' };

/** Lets what a start before this one already made stand. */
async function unlessThere(make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}

async function seed(deps: Deps): Promise<string | null> {
  if ((await readSetting(deps.db, SETTING)) !== undefined) return null;
  const { HIVE_DEMO_OPENAI_BASE_URL: baseUrl, HIVE_DEMO_OPENAI_MODEL: model } = deps.env;
  const narrator = baseUrl !== undefined && model !== undefined ? { baseUrl, model } : null;
  for (const agent of buildFleet({ narrator })) {
    await unlessThere(() => registerAgent(deps, registerAgentSchema.parse(agent), SEEDER));
  }
  const definition = buildRepositoryReview({ narrate: narrator !== null });
  await unlessThere(() => createWorkflow(deps, definition, SEEDER));
  await publishWorkflow(deps, { id: definition.workflow_id }, SEEDER);
  const { runId } = await executeWorkflow(deps, { workflowId: definition.workflow_id, input: DEFAULT_REVIEW_INPUT }, SEEDER);
  await writeSetting(deps.db, SETTING, { run_id: runId });
  return runId;
}

/**
 * On the first start: registers the demo fleet, stores and publishes its workflow and starts the first run over this checkout. Once per
 * database, whatever the number of processes; a start that died half-way is finished by the next. Null: nothing was to be done, because
 * the demo is there, is switched off (HIVE_DEMO=0), or command agents are not allowed here.
 */
export async function seedDemo(deps: Deps): Promise<{ runId: string } | null> {
  if (!deps.env.HIVE_DEMO || !deps.env.allowCommandAgents) return null;
  const runId = await doAlone(deps.db, LOCK, () => seed(deps));
  return runId === null ? null : { runId };
}
