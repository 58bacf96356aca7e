import { demandKey, type TaskSpec } from '../task/spec.ts';
import type { AgentPool } from './agent-pool.ts';
import { type Candidates, type Fleet, STANDING_FILTERS } from './candidates.ts';
import { FILTER_TEXT } from './explain-decision.ts';
import { barredAgents, fullAgents, type Pass, type Ranking } from './live-scores.ts';

export interface TaskWait {
  reason: 'no_capable_agent' | 'capacity' | 'faster_agent' | 'max_agents' | 'breaker';
  /** For people. */
  detail: string;
  /** Tasks with the same key become placeable together. */
  gateKey: string;
}

/** Says why a task that cannot be placed waits. */
export function explainWait(of: { spec: TaskSpec; pool: AgentPool | undefined; pass: Pass; ranking: Ranking }): TaskWait {
  const { spec, pool, pass, ranking } = of;
  const { fleet } = pass;
  const { free, trusted, outside, prepared } = ranking;
  if (pool !== undefined && outside > 0) return { reason: 'max_agents', detail: pool.describe(), gateKey: pool.gateKey };
  const gateKey = `demand:${demandKey(spec)}`;
  const full = fullAgents(ranking, pass);
  const barred = barredAgents(ranking);
  if (full.length === 0 && barred.length > 0) return explainBarred(fleet, ranking, barred.length);
  if (full.length === 0) return { reason: 'no_capable_agent', detail: explainNobody(prepared.candidates, fleet), gateKey };
  const slots = full.reduce((sum, agent) => sum + (pass.slots[agent] ?? 0), 0);
  const who =
    full.length === 1
      ? `1 agent can take it and its ${slots === 1 ? 'slot is' : `${slots} slots are`} taken`
      : `${full.length} agents can take it and their ${slots} slots are taken`;
  const doubted = free - trusted;
  const aside = doubted === 0 ? '' : `; ${doubted} free ${doubted === 1 ? 'one is' : 'ones are'} not trusted with it, by their record`;
  const kept = barred.length === 0 ? '' : `; ${barred.length} ${barred.length === 1 ? 'is' : 'are'} kept away by open breakers`;
  return { reason: 'capacity', detail: `${who}${aside}${kept}`, gateKey };
}

/** It waits for the breaker that lets somebody through first. */
function explainBarred(fleet: Fleet, { barrier }: Ranking, count: number): TaskWait {
  const first = barrier?.firstToOpen() ?? null;
  const name = first === null ? undefined : fleet.agents[first.agent]?.profile.name;
  const others = count === 1 ? '' : `; ${count - 1} more ${count === 2 ? 'is' : 'are'} kept away too`;
  const detail = `${name === undefined ? 'an agent' : name} could take it and its breaker lets nothing through now${others}`;
  return { reason: 'breaker', detail, gateKey: `breaker:${first?.resourceId ?? ''}` };
}

function explainNobody({ filtered, missing }: Candidates, fleet: Fleet): string {
  if (fleet.agents.length === 0) return 'there are no agents';
  if (missing.length > 0) return `no active agent has ${missing.map(explainMissing).join(', ')}`;
  const parts = STANDING_FILTERS.filter((reason) => filtered[reason].length > 0).map(
    (reason) => `${filtered[reason].length} ${FILTER_TEXT[reason]}`,
  );
  return `nobody is left of ${fleet.agents.length}: ${parts.join(', ')}`;
}

function explainMissing({ name, closest, silent }: Candidates['missing'][number]): string {
  if (silent > 0) return `"${name}" (${silent === 1 ? '1 that has it is' : `${silent} that have it are`} not heard of lately)`;
  return closest === null ? `"${name}"` : `"${name}" (closest: "${closest.name}" ${closest.likeness.toFixed(2)})`;
}
