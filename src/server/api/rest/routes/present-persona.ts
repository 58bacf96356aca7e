import { z } from 'zod';
import { VERDICTS } from '../../../core/persona/judge-trial.ts';
import { CAPABILITY_LEVELS, personaDefinitionSchema, STYLES } from '../../../core/persona/persona.ts';
import type { Ablation, MeasuredRate, OutcomeSummary, StyleReport } from '../../../core/persona/summarise-performance.ts';
import type { StoredPersona } from '../../../db/personas.ts';
import type { AgentPersona } from '../../../use-cases/read-agent-persona.ts';
import type { PersonaView } from '../../../use-cases/read-persona.ts';

const time = z.iso.datetime();
const measured = z.number().nullable();
const rate = z.object({ value: z.number(), low: z.number(), high: z.number() }).describe('With its 90 % interval');
const lift = rate.nullable().describe('Difference of the success rates; null while there are too few outcomes');

export const liftSchema = lift;
export const presentLift = (value: { mean: number; low: number; high: number } | null) =>
  value && { value: value.mean, low: value.low, high: value.high };

export const outcomesSchema = z.object({
  attempts: z.number().describe('Sample count of success rate and duration'),
  success: rate.nullable(),
  mean_duration_ms: measured,
  mean_cost_usd: measured,
  cost_samples: z.number(),
});

export const presentOutcomes = (outcomes: OutcomeSummary): z.input<typeof outcomesSchema> => ({
  attempts: outcomes.attempts,
  success: outcomes.success,
  mean_duration_ms: outcomes.meanDurationMs,
  mean_cost_usd: outcomes.meanCostUsd,
  cost_samples: outcomes.costSamples,
});

const styleValue = z.object({
  declared: z.number(),
  inferred: measured.describe('From verified outcomes, drawn towards what is declared; null without one'),
  value: z.number().describe('What routing uses'),
  samples: z.number(),
});
export const styleSchema = z.record(z.enum(STYLES as [string, ...string[]]), styleValue);
export const presentStyle = (style: StyleReport): z.input<typeof styleSchema> => style;

export const personaSchema = personaDefinitionSchema
  .extend({ id: z.string(), version: z.number(), active: z.boolean(), created_at: time, updated_at: time })
  .meta({ id: 'Persona' });

export function presentPersona({ id, definition, version, active, createdAt, updatedAt }: StoredPersona): z.output<typeof personaSchema> {
  return { id, ...definition, version, active, created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString() };
}

const assignmentSchema = z.object({
  agent_id: z.string(),
  agent_name: z.string(),
  persona_id: z.string(),
  reason: z.string(),
  confidence: z.number(),
  assigned_by: z.string(),
  assigned_at: time,
});

const presentAssignment = (
  assignment: Pick<AgentPersona, 'agentId' | 'agentName' | 'personaId' | 'reason' | 'confidence' | 'assignedBy' | 'assignedAt'>,
) => ({
  agent_id: assignment.agentId,
  agent_name: assignment.agentName,
  persona_id: assignment.personaId,
  reason: assignment.reason,
  confidence: assignment.confidence,
  assigned_by: assignment.assignedBy,
  assigned_at: assignment.assignedAt.toISOString(),
});

export const personaViewSchema = z
  .object({ ...personaSchema.shape, assignments: z.array(assignmentSchema), outcomes: outcomesSchema, measured_style: styleSchema })
  .meta({ id: 'PersonaView' });

export const presentPersonaView = (persona: PersonaView): z.output<typeof personaViewSchema> => ({
  ...presentPersona(persona),
  assignments: persona.assignments.map(presentAssignment),
  outcomes: presentOutcomes(persona.outcomes),
  measured_style: persona.style,
});

export const agentPersonaSchema = z
  .object({
    ...assignmentSchema.shape,
    persona_name: z.string(),
    capabilities: z.array(
      z.object({
        name: z.string(),
        declared: z.number(),
        proficiency: z.number(),
        level: z.enum(CAPABILITY_LEVELS),
        confidence: z.number(),
        success_rate: measured,
        uses: z.number(),
      }),
    ),
    outcomes: outcomesSchema,
    style: styleSchema,
  })
  .meta({ id: 'AgentPersona' });

export const presentAgentPersona = (persona: AgentPersona): z.input<typeof agentPersonaSchema> => ({
  ...presentAssignment(persona),
  persona_name: persona.personaName,
  capabilities: persona.capabilities.map(({ successRate, ...capability }) => ({ ...capability, success_rate: successRate })),
  outcomes: presentOutcomes(persona.outcomes),
  style: persona.style,
});

const armSchema = z.object({
  total: z.number().describe('Contested outcomes ever'),
  n: z.number().describe('Those that still count; older ones fade'),
  success: rate.nullable(),
  mean_cost_usd: measured,
});

export const ablationSchema = z.object({
  verdict: z.enum(VERDICTS).describe('off: the persona has no weight at this type of task'),
  reason: z.string(),
  lift,
  cost_difference_usd: measured,
  with: armSchema,
  without: armSchema,
});

const presentArm = (arm: { total: number; n: number; success: MeasuredRate | null; meanCostUsd: number | null }) => ({
  total: arm.total,
  n: arm.n,
  success: arm.success,
  mean_cost_usd: arm.meanCostUsd,
});

export const presentAblation = (ablation: Ablation): z.input<typeof ablationSchema> => ({
  verdict: ablation.verdict,
  reason: ablation.reason,
  lift: presentLift(ablation.lift),
  cost_difference_usd: ablation.costDifferenceUsd,
  with: presentArm(ablation.with),
  without: presentArm(ablation.without),
});
