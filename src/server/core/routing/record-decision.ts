import type { TaskSpec } from '../task/spec.ts';
import { STANDING_FILTERS } from './candidates.ts';
import type { Choice } from './decide-task.ts';
import { BEST_CANDIDATES, NAMED_PER_FILTER, type NewDecisionRecord, WHOLE_FLEET_SIZE } from './decision-record.ts';
import { barredAgents, fullAgents, type Pass, type Ranking } from './live-scores.ts';
import { loadScore, POLICY } from './score.ts';

/** Rounding must not make a probability 0: what was chosen could be chosen. */
const LEAST_PROPENSITY = 1e-6;

interface Decided {
  spec: TaskSpec;
  seed: number;
  pass: Pass;
  ranking: Ranking;
  choice: Choice;
  predicted: NewDecisionRecord['predicted'];
  shadow: NewDecisionRecord['shadow'];
}

/** Writes down why a task goes where it goes, before it counts as placed. */
export function recordDecision({ spec, seed, pass, ranking, choice, predicted, shadow }: Decided): NewDecisionRecord {
  const { prepared, free } = ranking;
  const { fleet } = pass;
  const whole = fleet.agents.length <= WHOLE_FLEET_SIZE;
  const agentAt = (at: number) => fleet.ids[prepared.candidates.agents[at] as number] as string;
  const { components, weights, weightsWithoutPersona } = prepared.used;
  const winner = prepared.candidates.agents[choice.winner] as number;
  const goal = spec.optimizationGoal;
  const persona = fleet.agents[winner]?.persona?.id;
  return {
    v: 2,
    strategy: spec.strategy,
    policy: POLICY,
    seed,
    winner: fleet.ids[winner] as string,
    fleet: fleet.agents.length,
    total: free,
    columns: ['agent', 'score', ...components],
    weights: [...(choice.persona ? weights : weightsWithoutPersona)],
    candidates: recordCandidates(pass, ranking, { choice, limit: whole ? WHOLE_FLEET_SIZE : BEST_CANDIDATES }),
    filtered: recordFilters(pass, ranking, whole ? WHOLE_FLEET_SIZE : NAMED_PER_FILTER),
    sampleCount: fleet.agents[winner]?.stats.get(spec.taskType)?.attempts ?? 0,
    ...(goal === undefined || goal === 'balance_all' ? {} : { goal }),
    ...(prepared.factors === null
      ? {}
      : { factors: Object.fromEntries(Object.entries(prepared.factors).map(([name, value]) => [name, round(value)])) }),
    ...(persona == null ? {} : { persona }),
    propensity: Math.max(LEAST_PROPENSITY, Math.round(choice.propensity * 1e6) / 1e6),
    model: prepared.model.version,
    ...(choice.explored ? { explored: true } : {}),
    ...(predicted === undefined ? {} : { predicted }),
    ...(shadow === undefined ? {} : { shadow }),
    ...(choice.verdict === null ? {} : { trial: { verdict: choice.verdict, ...contest(choice, agentAt) } }),
  };
}

type CandidateRow = NewDecisionRecord['candidates'][number];

function recordCandidates(
  { fleet, inFlight, slots }: Pass,
  { prepared, free }: Ranking,
  { choice, limit }: { choice: Choice; limit: number },
): CandidateRow[] {
  const values = prepared.used.components.map((component) => prepared.columns.get(component) ?? null);
  return best(choice, Math.min(limit, free)).map((at) => {
    const agent = prepared.candidates.agents[at] as number;
    const row: CandidateRow = [fleet.ids[agent] as string, round(choice.scores[at] as number)];
    for (const column of values) {
      // The load is the one component that has no column: it is never prepared.
      row.push(column === null ? round(loadScore(inFlight[agent] as number, slots[agent] as number)) : roundOrNull(column[at] as number));
    }
    return row;
  });
}

function contest({ contested }: Choice, agentAt: (at: number) => string): { arm?: 'with' | 'without'; other?: string } {
  return contested === null ? {} : { arm: contested.arm, other: agentAt(contested.other) };
}

function recordFilters(pass: Pass, ranking: Ranking, named: number): NewDecisionRecord['filtered'] {
  const { fleet } = pass;
  const name = (agents: readonly number[]) => ({
    count: agents.length,
    agents: agents.slice(0, named).map((agent) => fleet.ids[agent] as string),
  });
  const filtered: NewDecisionRecord['filtered'] = {};
  for (const reason of STANDING_FILTERS) {
    const agents = ranking.prepared.candidates.filtered[reason];
    if (agents.length > 0) filtered[reason] = name(agents);
  }
  const barred = barredAgents(ranking);
  if (barred.length > 0) filtered.breaker = name(barred);
  const full = fullAgents(ranking, pass);
  if (full.length > 0) filtered.capacity = name(full);
  return filtered;
}

/** The `limit` best, the winner first. One pass with a short sorted list: cheaper than sorting a hundred for ten. */
function best({ winner, scores }: Choice, limit: number): number[] {
  const top: number[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < scores.length; at += 1) {
    const score = scores[at] as number;
    if (score <= floor || at === winner) continue;
    let place = top.length;
    while (place > 0 && (scores[top[place - 1] as number] as number) < score) place -= 1;
    top.splice(place, 0, at);
    if (top.length >= limit) top.pop();
    if (top.length === limit - 1) floor = limit === 1 ? Number.POSITIVE_INFINITY : (scores[top[limit - 2] as number] as number);
  }
  return [winner, ...top];
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function roundOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : round(value);
}
