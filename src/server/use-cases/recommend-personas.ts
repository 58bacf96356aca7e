import { z } from 'zod';
import { NotFoundError } from '../core/errors.ts';
import { type Recommendation, recommendPersonas as recommend } from '../core/persona/recommend-persona.ts';
import { complexityOf, urgencyOf } from '../core/routing/contextual-factors.ts';
import { specOf } from '../core/task/spec.ts';
import { taskDefinitionSchema } from '../core/workflow/definition.ts';
import { findAgent } from '../db/agents.ts';
import { listAssignments } from '../db/persona-assignments.ts';
import { listPerformance } from '../db/persona-performance.ts';
import { allPersonas } from '../db/personas.ts';
import type { Deps } from '../deps.ts';

const task = taskDefinitionSchema.shape;
const ratio = z.number().min(0).max(1);

export const recommendPersonasSchema = z.strictObject({
  /** Whom it is for; absent: for anybody. */
  agent_id: z.uuid().optional(),
  task_type: task.task_type,
  required_capabilities: task.required_capabilities,
  analytical_depth: ratio.optional(),
  expected_quality_threshold: ratio.optional(),
  max_acceptable_delay_minutes: task.max_acceptable_delay_minutes,
  /** People and agents that work together. */
  team_size: z.number().int().min(1).max(1_000).optional(),
  limit: z.number().int().min(1).max(100).default(5),
});
export type RecommendPersonas = z.output<typeof recommendPersonasSchema>;

export interface PersonaRecommendation extends Recommendation {
  name: string;
}

/** Circumstances count only when something was said of them. */
function situationOf(asked: RecommendPersonas) {
  const { analytical_depth, expected_quality_threshold, max_acceptable_delay_minutes, team_size } = asked;
  if ([analytical_depth, expected_quality_threshold, max_acceptable_delay_minutes, team_size].every((value) => value === undefined))
    return null;
  const definition = taskDefinitionSchema.parse({
    task_id: 'asked',
    ...{ task_type: asked.task_type, required_capabilities: asked.required_capabilities },
    ...{ analytical_depth, expected_quality_threshold, max_acceptable_delay_minutes },
  });
  const spec = specOf(definition, { priority: 'medium' });
  return { urgency: urgencyOf(spec), complexity: complexityOf(spec), risk: 1 - spec.qualityThreshold, teamSize: team_size ?? null };
}

/** Which personas suit a kind of task, best first. @throws NotFoundError for an unknown agent */
export async function recommendPersonas(deps: Pick<Deps, 'db'>, asked: RecommendPersonas): Promise<PersonaRecommendation[]> {
  const { agent_id: agentId, task_type: taskType } = asked;
  if (agentId !== undefined && (await findAgent(deps.db, agentId)) === null) throw new NotFoundError(`no agent ${agentId}`);
  const [personas, assignments, performance] = await Promise.all([
    allPersonas(deps.db),
    listAssignments(deps.db),
    listPerformance(deps.db),
  ]);
  const candidates = personas.map(({ id, definition }) => {
    const rows = performance.filter((row) => row.personaId === id && row.taskType === taskType);
    const having = assignments.filter((assignment) => assignment.personaId === id);
    return {
      id,
      definition,
      evidence: {
        attempts: rows.reduce((sum, row) => sum + row.attempts, 0),
        successes: rows.reduce((sum, row) => sum + row.successes, 0),
      },
      agents: having.length,
      assigned: having.some((assignment) => assignment.agentId === agentId),
    };
  });
  const names = new Map(personas.map(({ id, definition }) => [id, definition.name]));
  return recommend(candidates, { taskType, requiredCapabilities: asked.required_capabilities, situation: situationOf(asked) })
    .slice(0, asked.limit)
    .map((found) => ({ ...found, name: names.get(found.personaId) ?? found.personaId }));
}
