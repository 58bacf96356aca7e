import { z } from 'zod';
import { ROUTING_STRATEGIES } from '../workflow/definition.ts';
import { FILTER_REASONS, type FilterReason } from './candidates.ts';
import { COMPONENTS, MIN_HISTORY_SAMPLES, WEIGHTS } from './score.ts';

/** Fleets up to this size are recorded whole; of larger ones the best ten and the counts. */
export const WHOLE_FLEET_SIZE = 25;
export const BEST_CANDIDATES = 10;
/** Agents named per filter in a larger fleet. */
export const NAMED_PER_FILTER = 5;

/** Order of the numbers in a candidate row. */
export const CANDIDATE_COLUMNS = ['agent', 'score', ...COMPONENTS] as const;

const measured = z.number().nullable();
const filterSchema = z.object({ count: z.number(), agents: z.array(z.string()) });

/**
 * Why a task went to an agent, small enough to be written with every assignment: ids instead of names, rows instead of objects, numbers
 * with three decimals. Ties are broken by `seed`.
 */
export const decisionRecordSchema = z.object({
  v: z.literal(1),
  /** As the task asked for. */
  strategy: z.enum(ROUTING_STRATEGIES),
  /** How it was decided. */
  policy: z.string(),
  seed: z.number(),
  /** Agent id; null when a dry run found nobody. */
  winner: z.string().nullable(),
  /** Agents in the fleet. */
  fleet: z.number(),
  /** Agents that could have taken it. */
  total: z.number(),
  columns: z.array(z.string()),
  /** Best first. */
  candidates: z.array(z.tuple([z.string(), z.number()], measured)),
  filtered: z.partialRecord(z.enum(FILTER_REASONS), filterSchema),
  /** Attempts behind the winner's history. */
  sampleCount: z.number(),
});
export type DecisionRecord = z.output<typeof decisionRecordSchema>;

/** Why agents were left out, in words that follow a number or a comma. */
export const FILTER_TEXT: Readonly<Record<FilterReason, string>> = {
  status: 'not active',
  silent: 'not heard of lately',
  excluded: 'excluded by the task',
  capability: 'without a required capability',
  capacity: 'with all slots taken',
};

/** Says a decision in sentences; `nameOf` turns an agent id into what people call it. */
export function explainDecision(record: DecisionRecord, nameOf: (agentId: string) => string = (id) => id): string[] {
  const [best, second] = record.candidates;
  const sentences = [`${record.total} of ${record.fleet} agents could take this task.`, ...explainFilters(record, nameOf)];
  if (best === undefined || record.winner === null) return [...sentences, 'Nobody was chosen.'];
  sentences.push(`${nameOf(record.winner)} was chosen with a score of ${percent(best[1])}: ${explainComponents(record, best)}.`);
  if (second !== undefined) {
    const gap = best[1] - second[1];
    sentences.push(
      gap < 0.0005
        ? `${nameOf(second[0])} scored the same; the tie was broken by chance (seed ${record.seed}).`
        : `Next was ${nameOf(second[0])}, ${percent(gap)} behind.`,
    );
  }
  if (record.sampleCount < MIN_HISTORY_SAMPLES)
    sentences.push(
      `Its history counted nothing yet: ${record.sampleCount} attempts at this type of task, ${MIN_HISTORY_SAMPLES} are needed.`,
    );
  return sentences;
}

function explainFilters(record: DecisionRecord, nameOf: (agentId: string) => string): string[] {
  return Object.entries(record.filtered).map(([reason, { count, agents }]) => {
    const more = count > agents.length ? ` and ${count - agents.length} more` : '';
    return `Left out, ${FILTER_TEXT[reason as FilterReason]}: ${agents.map(nameOf).join(', ')}${more}.`;
  });
}

function explainComponents(record: DecisionRecord, row: DecisionRecord['candidates'][number]): string {
  const parts = COMPONENTS.flatMap((component) => {
    const value = row[record.columns.indexOf(component)];
    return typeof value === 'number' ? [`${component} ${percent(value)} (weight ${WEIGHTS[component]})`] : [];
  });
  return parts.join(', ');
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 1_000) / 10} %`;
}
