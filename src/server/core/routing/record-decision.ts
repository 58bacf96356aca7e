import type { TaskSpec } from '../task/spec.ts';
import type { Haste } from './await-faster.ts';
import { STANDING_FILTERS } from './candidates.ts';
import type { Choice } from './decide-task.ts';
import { BEST_CANDIDATES, NAMED_PER_FILTER, type NewDecisionRecord, WHOLE_FLEET_SIZE } from './decision-record.ts';
import type { Knowledge } from './knowledge.ts';
import { barredAgents, fullAgents, type Pass, type Ranking } from './live-scores.ts';
import type { PreparedSpec } from './prepare-spec.ts';
import { decimalText, RecordSheet } from './record-sheet.ts';
import { loadScore } from './score.ts';

/** Rounding must not make a probability 0: what was chosen could be chosen. */
const LEAST_PROPENSITY = 1e-6;

interface Decided {
  spec: TaskSpec;
  seed: number;
  pass: Pass;
  ranking: Ranking;
  choice: Choice;
  describe: Knowledge['describe'];
  shadow: NewDecisionRecord['shadow'];
  haste: Haste | undefined;
}

const sheets = new WeakMap<PreparedSpec, RecordSheet>();

function sheetOf({ ranking: { prepared }, pass, spec }: Decided): RecordSheet {
  let sheet = sheets.get(prepared);
  if (sheet === undefined) {
    sheet = new RecordSheet(prepared, pass.fleet, spec);
    sheets.set(prepared, sheet);
  }
  return sheet;
}

/** Writes down, as JSON text, why a task goes where it goes; before it counts as placed. */
export function recordDecision(decided: Decided): string {
  const { spec, seed, ranking, choice, describe, shadow, haste } = decided;
  const sheet = sheetOf(decided);
  const propensity = Math.max(LEAST_PROPENSITY, Math.round(choice.propensity * 1e6) / 1e6);
  return (
    sheet.head +
    (choice.persona ? sheet.weights : sheet.weightsWithoutPersona) +
    `,"seed":${seed},"total":${ranking.free},"propensity":${propensity}` +
    (choice.explored ? ',"explored":true,' : ',') +
    sheet.winner(choice.winner, spec, describe) +
    ',"filtered":' +
    filtersText(decided, sheet) +
    (shadow === undefined ? '' : `,"shadow":${JSON.stringify(shadow)}`) +
    (haste === undefined ? '' : `,"late":${JSON.stringify(lateOf(decided, haste))}`) +
    (choice.verdict === null ? '' : `,"trial":${JSON.stringify({ verdict: choice.verdict, ...contest(decided) })}`) +
    ',"candidates":[' +
    candidatesText(decided, sheet) +
    ']}'
  );
}

const isWhole = ({ fleet }: Pass) => fleet.agents.length <= WHOLE_FLEET_SIZE;

function candidatesText({ pass, ranking, choice }: Decided, sheet: RecordSheet): string {
  const { inFlight, slots } = pass;
  const loadOf = (agent: number) => decimalText(loadScore(inFlight[agent] as number, slots[agent] as number));
  const rowAt = (at: number) => sheet.row(at, decimalText(choice.scores[at] as number), loadOf);
  let rows = rowAt(choice.winner);
  for (const at of nextBest(choice, Math.min(isWhole(pass) ? WHOLE_FLEET_SIZE : BEST_CANDIDATES, ranking.free) - 1))
    rows += `,${rowAt(at)}`;
  return rows;
}

/** What was written of a kind in a pass, when so many were free and so many barred. */
const written = new WeakMap<Pass, Map<PreparedSpec, { free: number; barred: number; text: string }>>();

/**
 * While no agent is full it is the same for all tasks of a kind. Within a pass agents only become full or barred: as long as the numbers of
 * both stay what they were, it is the same too.
 */
function filtersText({ pass, ranking }: Decided, sheet: RecordSheet): string {
  const { prepared } = ranking;
  const write = () => JSON.stringify(recordFilters(pass, ranking, isWhole(pass) ? WHOLE_FLEET_SIZE : NAMED_PER_FILTER));
  const free = ranking.free + ranking.outside;
  if (free === prepared.candidates.agents.length) {
    sheet.standing ??= write();
    return sheet.standing;
  }
  const barred = ranking.barrier?.count() ?? 0;
  const ofPass = written.get(pass) ?? new Map<PreparedSpec, { free: number; barred: number; text: string }>();
  written.set(pass, ofPass);
  const known = ofPass.get(prepared);
  if (known?.free === free && known.barred === barred) return known.text;
  const text = write();
  ofPass.set(prepared, { free, barred, text });
  return text;
}

function contest({ choice: { contested }, ranking, pass }: Decided): { arm?: 'with' | 'without'; other?: string } {
  if (contested === null) return {};
  const { agents } = ranking.prepared.candidates;
  return { arm: contested.arm, other: pass.fleet.ids[agents[contested.other] as number] as string };
}

function lateOf({ pass, ranking }: Decided, { endsInMs, late }: Haste): NonNullable<NewDecisionRecord['late']> {
  const { agents } = ranking.prepared.candidates;
  const named = late.slice(0, isWhole(pass) ? WHOLE_FLEET_SIZE : NAMED_PER_FILTER);
  return { endsInMs: Math.round(endsInMs), count: late.length, agents: named.map((at) => pass.fleet.ids[agents[at] as number] as string) };
}

function recordFilters(pass: Pass, ranking: Ranking, named: number): NewDecisionRecord['filtered'] {
  const { fleet } = pass;
  const name = (agents: readonly number[], count = agents.length) => ({
    count,
    agents: agents.slice(0, named).map((agent) => fleet.ids[agent] as string),
  });
  const filtered: NewDecisionRecord['filtered'] = {};
  for (const reason of STANDING_FILTERS) {
    const agents = ranking.prepared.candidates.filtered[reason];
    if (agents.length > 0) filtered[reason] = name(agents);
  }
  const barred = ranking.barrier?.count() ?? 0;
  if (barred > 0) filtered.breaker = name(barredAgents(ranking, named), barred);
  const full = fullAgents(ranking, pass);
  if (full.length > 0) filtered.capacity = name(full);
  return filtered;
}

/** The `limit` best beside the winner, the best first. One pass with a short sorted list: cheaper than sorting a hundred for ten. */
function nextBest({ winner, scores }: Choice, limit: number): number[] {
  const top: number[] = [];
  if (limit <= 0) return top;
  let floor = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < scores.length; at += 1) {
    const score = scores[at] as number;
    if (score <= floor || at === winner) continue;
    let place = top.length < limit ? top.length : limit - 1;
    for (; place > 0 && (scores[top[place - 1] as number] as number) < score; place -= 1) top[place] = top[place - 1] as number;
    top[place] = at;
    if (top.length === limit) floor = scores[top[limit - 1] as number] as number;
  }
  return top;
}
