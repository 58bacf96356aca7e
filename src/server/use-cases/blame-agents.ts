import { DEADLY_DEATHS, DEATHS_WINDOW_MS, type DeathScene, deadWith, findDeadlyAgents } from '../core/recovery/judge-deadly-agent.ts';
import { QUARANTINE_LOSSES } from '../core/recovery/judge-poison.ts';
import type { AbandonedAttempt } from '../db/live-attempts.ts';
import { forgiveCounted, forgiveLosses, readAnswered, readLivingProcesses, readProcessDeaths, readStanding } from '../db/process-deaths.ts';
import type { Deps } from '../deps.ts';
import { isolateAgent } from './isolate-agent.ts';

export interface Blame {
  /** Agents that processes died of: what was lost with them is no loss of its task. */
  blamed: ReadonlySet<string>;
  /** Agents that may be to blame, where it may be one of their tasks as well. */
  suspects: ReadonlySet<string>;
}

const NOBODY: Blame = { blamed: new Set(), suspects: new Set() };

/** Who died with whom, and what speaks for whom; null while nobody can be to blame. */
async function readScene({ db }: Pick<Deps, 'db'>): Promise<DeathScene | null> {
  const { now, deaths } = await readProcessDeaths(db.hot, DEATHS_WINDOW_MS);
  const holders = new Map<string, number>();
  for (const { held } of deaths) for (const { agentId } of held) holders.set(agentId, (holders.get(agentId) ?? 0) + 1);
  const agentIds = [...holders.keys()];
  if (agentIds.length === 0) return null;
  const standing = await readStanding(db.hot, agentIds);
  const blamed = new Set(standing.flatMap((each) => (each.blamed ? [each.agentId] : [])));
  const vouchedAt = new Map(standing.flatMap((each) => (each.vouchedAt === null ? [] : [[each.agentId, each.vouchedAt] as const])));
  const scene = { now, deaths, blamed, vouchedAt };
  const open = agentIds.some((id) => blamed.has(id) || (holders.get(id) ?? 0) >= DEADLY_DEATHS);
  if (!open) return { ...scene, deaths: [], living: [], answeredAt: new Map() };
  const first = Math.min(...deaths.map(({ at }) => at));
  const [answeredAt, living] = await Promise.all([readAnswered(db.hot, agentIds, first), readLivingProcesses(db.hot)]);
  return { ...scene, answeredAt, living };
}

/**
 * Finds the agents that processes die of, isolates them and takes the losses they caused off their tasks. Deaths are recorded before
 * (note-deaths.ts); whoever does this at the same time comes to the same end. Without breakers nobody can be isolated, and nobody is blamed.
 */
export async function blameAgents(deps: Deps, lost: readonly AbandonedAttempt[]): Promise<Blame> {
  const held = lost.filter(({ workerId }) => workerId !== null);
  if (held.length === 0 || !deps.breakers.enabled) return NOBODY;
  const scene = await readScene(deps);
  if (scene === null) return NOBODY;
  const verdicts = findDeadlyAgents(scene);
  const blamed = new Set(scene.blamed);
  for (const [agentId, verdict] of verdicts) {
    if (verdict.verdict !== 'deadly') continue;
    if (await isolateAgent(deps, agentId, { ...verdict, now: scene.now })) blamed.add(agentId);
  }
  for (const agentId of blamed) {
    const attemptIds = held.filter((attempt) => attempt.agentId === agentId).map((attempt) => attempt.attemptId);
    // Whoever isolated it may have died before it could take the losses off.
    const holders = verdicts.get(agentId)?.holders ?? deadWith(agentId, scene);
    if (attemptIds.length + holders.length === 0) continue;
    await forgiveLosses(deps.db.hot, { agentId, holders, attemptIds, quarantineFrom: QUARANTINE_LOSSES });
  }
  const suspects = new Set([...verdicts].flatMap(([agentId, { verdict }]) => (verdict === 'suspect' ? [agentId] : [])));
  return { blamed, suspects };
}

/** How a lost attempt was settled by one who looked for the dead; several may at once. */
export interface SettledLoss {
  attempt: AbandonedAttempt;
  /** Its agent was known to be to blame. */
  agentBlamed: boolean;
  /** False: somebody else settled it. */
  written: boolean;
}

/**
 * Takes losses off again that were counted while somebody else was finding out that an agent is to blame: those that another one counted,
 * and our own of agents that have been isolated meanwhile. Whoever isolates one looks at what was counted before, whoever counts looks at
 * who is isolated after: one of the two sees it.
 */
export async function forgiveMeanwhile(deps: Pick<Deps, 'db' | 'breakers'>, losses: readonly SettledLoss[]): Promise<void> {
  const held = losses.filter(({ attempt }) => attempt.workerId !== null);
  if (held.length === 0 || !deps.breakers.enabled) return;
  const [missed, counted] = [held.filter((loss) => loss.agentBlamed && !loss.written), held.filter((loss) => !loss.agentBlamed)];
  const agentIds = [...new Set(counted.map(({ attempt }) => attempt.agentId))];
  const standing = agentIds.length === 0 ? [] : await readStanding(deps.db.hot, agentIds);
  const blamed = new Set(standing.flatMap((each) => (each.blamed ? [each.agentId] : [])));
  const ids = [...missed, ...counted.filter(({ attempt }) => blamed.has(attempt.agentId))].map(({ attempt }) => attempt.attemptId);
  if (ids.length > 0) await forgiveCounted(deps.db.hot, ids, QUARANTINE_LOSSES);
}
