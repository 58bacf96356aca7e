import type { TaskSpec } from '../task/spec.ts';
import { type Fleet, STANDING_FILTERS } from './candidates.ts';
import { BEST_CANDIDATES, NAMED_PER_FILTER, type NewDecisionRecord, WHOLE_FLEET_SIZE } from './decision-record.ts';
import type { Choice, Ranking } from './rank-candidates.ts';
import { POLICY } from './score.ts';

/** Rounding must not make a probability 0: what was chosen could be chosen. */
const LEAST_PROPENSITY = 1e-6;

interface Decided {
  spec: TaskSpec;
  seed: number;
  fleet: Fleet;
  ranking: Ranking;
  choice: Choice;
  predicted: NewDecisionRecord['predicted'];
  shadow?: NewDecisionRecord['shadow'];
}

/** Writes down why a task goes where it goes. */
export function recordDecision({ spec, seed, fleet, ranking, choice, predicted, shadow }: Decided): NewDecisionRecord {
  const { prepared, free } = ranking;
  const whole = fleet.agents.length <= WHOLE_FLEET_SIZE;
  const agentAt = (at: number) => idOf(fleet, prepared.candidates.agents[at] as number);
  const { components, weights, weightsWithoutPersona } = prepared.used;
  const valuesOf = components.map((component) => prepared.columns.get(component) ?? ranking.loads);
  const winner = prepared.candidates.agents[choice.winner] as number;
  const goal = spec.optimizationGoal;
  const persona = fleet.agents[winner]?.persona?.id;
  return {
    v: 2,
    strategy: spec.strategy,
    policy: POLICY,
    seed,
    winner: idOf(fleet, winner),
    fleet: fleet.agents.length,
    total: free.length,
    columns: ['agent', 'score', ...components],
    weights: [...(choice.persona ? weights : weightsWithoutPersona)],
    candidates: best(free, choice, whole ? WHOLE_FLEET_SIZE : BEST_CANDIDATES).map((at) => [
      agentAt(at),
      round(choice.scores[at] as number),
      ...valuesOf.map((values) => roundOrNull(values[at] as number)),
    ]),
    filtered: recordFilters(fleet, ranking, whole ? WHOLE_FLEET_SIZE : NAMED_PER_FILTER),
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

function contest({ contested }: Choice, agentAt: (at: number) => string): { arm?: 'with' | 'without'; other?: string } {
  return contested === null ? {} : { arm: contested.arm, other: agentAt(contested.other) };
}

function recordFilters(fleet: Fleet, { prepared, full }: Ranking, named: number): NewDecisionRecord['filtered'] {
  const name = (agents: readonly number[]) => ({ count: agents.length, agents: agents.slice(0, named).map((agent) => idOf(fleet, agent)) });
  const filtered: NewDecisionRecord['filtered'] = {};
  for (const reason of STANDING_FILTERS) {
    const agents = prepared.candidates.filtered[reason];
    if (agents.length > 0) filtered[reason] = name(agents);
  }
  if (full.length > 0) filtered.capacity = name(full);
  return filtered;
}

/** The `limit` best, the winner first. One pass with a short sorted list: cheaper than sorting a hundred for ten. */
function best(free: readonly number[], { winner, scores }: Choice, limit: number): number[] {
  const top: number[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  for (const at of free) {
    const score = scores[at] as number;
    if (at === winner || score <= floor) continue;
    let place = top.length;
    while (place > 0 && (scores[top[place - 1] as number] as number) < score) place -= 1;
    top.splice(place, 0, at);
    if (top.length >= limit) top.pop();
    if (top.length === limit - 1) floor = scores[top[limit - 2] as number] as number;
  }
  return [winner, ...top];
}

function idOf(fleet: Fleet, agent: number): string {
  return fleet.agents[agent]?.profile.id ?? '';
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function roundOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : round(value);
}
