import { ENOUGH_SAMPLES } from '../prediction/prediction.ts';
import type { FilterReason } from './candidates.ts';
import { type DecisionRecord, type NewDecisionRecord, recordedComponents } from './decision-record.ts';
import { MIN_HISTORY_SAMPLES } from './score.ts';

type NameOf = (agentId: string) => string;

/** Why agents were left out, in words that follow a number or a comma. */
export const FILTER_TEXT: Readonly<Record<FilterReason, string>> = {
  status: 'not active',
  silent: 'not heard of lately',
  excluded: 'excluded by the task',
  capability: 'without a required capability',
  resources: 'beyond a resource constraint of the task',
  breaker: 'kept away by an open breaker',
  capacity: 'with all slots taken',
};

/** Says a decision in sentences; `nameOf` turns an agent id into what people call it. */
export function explainDecision(record: DecisionRecord, nameOf: NameOf = (id) => id): string[] {
  const [best, second] = record.candidates;
  const sentences = [`${record.total} of ${record.fleet} agents could take this task.`, ...explainFilters(record, nameOf)];
  if (best === undefined || record.winner === null) return [...sentences, 'Nobody was chosen.'];
  sentences.push(`${nameOf(record.winner)} was chosen with a score of ${percent(best[1])}: ${explainComponents(record, best)}.`);
  if (second !== undefined && best[1] >= second[1]) {
    const gap = best[1] - second[1];
    sentences.push(
      gap < 0.0005
        ? `${nameOf(second[0])} scored the same; the tie was broken by chance (seed ${record.seed}).`
        : `Next was ${nameOf(second[0])}, ${percent(gap)} behind.`,
    );
  }
  if (record.v === 2)
    sentences.push(
      ...explainWeights(record),
      ...explainLate(record, nameOf),
      ...explainPoor(record, nameOf),
      ...explainUnheeded(record),
      ...explainPrediction(record, nameOf),
      ...explainTrial(record, nameOf),
    );
  if (record.sampleCount < MIN_HISTORY_SAMPLES)
    sentences.push(
      `Its history counted nothing yet: ${record.sampleCount} attempts at this type of task, ${MIN_HISTORY_SAMPLES} are needed.`,
    );
  return sentences;
}

function explainFilters(record: DecisionRecord, nameOf: NameOf): string[] {
  return Object.entries(record.filtered).map(([reason, { count, agents }]) => {
    const more = count > agents.length ? ` and ${count - agents.length} more` : '';
    return `Left out, ${FILTER_TEXT[reason as FilterReason]}: ${agents.map(nameOf).join(', ')}${more}.`;
  });
}

function explainComponents(record: DecisionRecord, row: DecisionRecord['candidates'][number]): string {
  const parts = recordedComponents(record).flatMap(({ name, weight, column }) => {
    const value = row[column];
    return typeof value === 'number' ? [`${name} ${percent(value)} (weight ${weight})`] : [];
  });
  return parts.join(', ');
}

const ALLOCATION_TEXT: Readonly<Record<NonNullable<NewDecisionRecord['allocation']>, string>> = {
  greedy: 'it takes the best for the task, however busy',
  balanced: 'it takes above all whoever has most room',
  optimized: 'it takes the best by all weights',
  priority_based: 'important tasks take the best, unimportant ones spare room and money',
  performance_weighted: 'a lot was drawn in which everybody stands for what he gets done per time',
  adaptive_learning: 'whoever may be the best is tried as often as that is likely',
};

function explainWeights({ strategy, goal, allocation, factors }: NewDecisionRecord): string[] {
  const sentences: string[] = [];
  if (factors !== undefined) {
    const parts = Object.entries(factors).map(([name, value]) => `${name.replaceAll('_', ' ')} ${percent(value)}`);
    sentences.push(`The strategy ${strategy} bent its weights to the circumstances: ${parts.join(', ')}.`);
  }
  if (goal !== undefined) sentences.push(`The goal of the workflow, ${goal}, moved the weights.`);
  if (allocation !== undefined) sentences.push(`The workflow allocates ${allocation}: ${ALLOCATION_TEXT[allocation]}.`);
  return sentences;
}

function explainLate({ late, candidates }: NewDecisionRecord, nameOf: NameOf): string[] {
  if (late === undefined) return [];
  const [best] = candidates.toSorted((a, b) => b[1] - a[1]);
  const alone = best !== undefined && late.agents.includes(best[0]) ? ` By score alone ${nameOf(best[0])} would have had it.` : '';
  const more = late.count > late.agents.length ? ` and ${late.count - late.agents.length} more` : '';
  return [
    `Set back, because an end in ${(late.endsInMs / 1_000).toFixed(1)} s was to be had and they take much longer: ${late.agents.map(nameOf).join(', ')}${more}.${alone}`,
  ];
}

function explainPoor({ poor }: NewDecisionRecord, nameOf: NameOf): string[] {
  if (poor === undefined) return [];
  const more = poor.count > poor.agents.length ? ` and ${poor.count - poor.agents.length} more` : '';
  return [
    `Set back, because their results are worse than the quality of ${percent(poor.least)} that is asked for: ${poor.agents.map(nameOf).join(', ')}${more}.`,
  ];
}

function explainUnheeded({ unheeded }: NewDecisionRecord): string[] {
  return unheeded === undefined ? [] : [`Nobody measures these resource constraints, so they were not heeded: ${unheeded.join(', ')}.`];
}

function explainPrediction({ predicted, explored, propensity, winner }: NewDecisionRecord, nameOf: NameOf): string[] {
  const sentences: string[] = [];
  if (explored === true && winner !== null) {
    const chance = propensity === undefined ? '' : ` (probability ${percent(propensity)})`;
    sentences.push(`${nameOf(winner)} did not look best; it was chosen to learn whether it is${chance}.`);
  }
  if (predicted === undefined) return sentences;
  const [mean, low, high, samples] = predicted.success;
  return [
    ...sentences,
    samples < ENOUGH_SAMPLES
      ? `There is not enough data to predict its success: ${samples} outcomes, ${ENOUGH_SAMPLES} are needed.`
      : `It was expected to succeed with ${percent(mean)} (90 % interval ${percent(low)} to ${percent(high)}, ${samples} outcomes).`,
  ];
}

function explainTrial({ trial, persona, winner }: NewDecisionRecord, nameOf: NameOf): string[] {
  const sentences = persona === undefined || winner === null ? [] : [`${nameOf(winner)} works as ${persona}.`];
  if (trial === undefined) return sentences;
  if (trial.verdict === 'off') sentences.push('The persona has no weight at this type of task: its trial showed no lift.');
  if (trial.other === undefined) return sentences;
  const other = nameOf(trial.other);
  sentences.push(
    trial.arm === 'with'
      ? `Without the persona ${other} would have been chosen; that is measured.`
      : `With the persona ${other} would have been chosen; this task goes without, so that its worth is measured.`,
  );
  return sentences;
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 1_000) / 10} %`;
}
