// An agent whose every call kills the process that makes it takes its tasks down with it, one after the other, each of which looks like
// poison or like bad luck. What tells them apart: processes died soon after they began to call it, with different tasks, it has answered no
// call since, no other agent was with it every time unless that one does well, and processes that did not call it live.

/** Deaths of different processes, one after the other, that are enough when some that did not call it lived all the while. */
export const DEADLY_DEATHS = 3;
/** Deaths that are enough when every process calls it. */
export const DEADLY_DEATHS_ALONE = 5;
/** Processes that are found dead within so many ms count as one: an outage of what all of them need takes them at once. */
export const SAME_MOMENT_MS = 2_000;
/** A death counts when the process began to call it no longer before, ms: who worked with it for longer died of something else. */
export const DEADLY_WITHIN_MS = 60_000;
/** Deaths that are longer ago say nothing any more, ms. */
export const DEATHS_WINDOW_MS = 3_600_000;

/** An execution process that died, with the calls it was making. Times are epoch ms on one clock. */
export interface ProcessDeath {
  holder: string;
  at: number;
  /** By agent: with which tasks, and since when. */
  held: readonly { agentId: string; taskIds: readonly string[]; begunAt: number }[];
}

export interface LivingProcess {
  startedAt: number;
  calls: readonly { agentId: string; begunAt: number }[];
}

/** Everything that is known of who died with whom. */
export interface DeathScene {
  now: number;
  deaths: readonly ProcessDeath[];
  living: readonly LivingProcess[];
  /** By agent: when it was given the newest of the calls that it answered. */
  answeredAt: ReadonlyMap<string, number>;
  /** By agent: when a person last let it work again, and so vouched for it. */
  vouchedAt: ReadonlyMap<string, number>;
  /** Agents that are known to be deadly: a process that died with one of them died of it. */
  blamed: ReadonlySet<string>;
}

export interface AgentVerdict {
  /** suspect: it may be the agent or one of its tasks; cleared: it is not the agent. */
  verdict: 'deadly' | 'suspect' | 'cleared';
  /** For people. */
  reason: string;
  /** The processes that count against it, and the tasks they called it with. */
  holders: string[];
  taskIds: string[];
  /** When the first of them died; null when none counts. */
  since: number | null;
}

/** Deaths soon after a call of this agent, since it last answered one or was vouched for; one per process. */
function deathsWith(
  agentId: string,
  { deaths, now, answeredAt, vouchedAt, blamed }: DeathScene,
): (ProcessDeath & { tasks: Set<string> })[] {
  const after = Math.max(now - DEATHS_WINDOW_MS, answeredAt.get(agentId) ?? 0, vouchedAt.get(agentId) ?? 0);
  const byHolder = new Map<string, ProcessDeath & { tasks: Set<string> }>();
  for (const death of deaths) {
    const own = death.held.find((held) => held.agentId === agentId);
    if (own === undefined || death.at <= after || death.at - own.begunAt > DEADLY_WITHIN_MS) continue;
    if (death.held.some((held) => held.agentId !== agentId && blamed.has(held.agentId))) continue;
    byHolder.set(death.holder, { ...death, tasks: new Set(own.taskIds) });
  }
  return [...byHolder.values()];
}

/** The processes whose deaths count against an agent. */
export const deadWith = (agentId: string, scene: DeathScene): string[] => deathsWith(agentId, scene).map(({ holder }) => holder);

/** How often somebody died. */
function countMoments(deaths: readonly ProcessDeath[]): number {
  let [moments, begun] = [0, Number.NEGATIVE_INFINITY];
  for (const at of deaths.map((death) => death.at).toSorted((left, right) => left - right)) {
    if (at - begun <= SAME_MOMENT_MS) continue;
    moments += 1;
    begun = at;
  }
  return moments;
}

/** Why it cannot be the agent; null when nothing speaks for it. */
function alibiOf(agentId: string, scene: DeathScene, own: readonly ProcessDeath[]): string | null {
  const since = Math.min(...own.map(({ at }) => at));
  const others = scene.deaths.filter(
    ({ at, held }) => at >= since && !held.some((each) => each.agentId === agentId || scene.blamed.has(each.agentId)),
  );
  const without = countMoments(others);
  if (without >= countMoments(own)) return `others died without it: it is not the common factor`;
  const longest = Math.min(
    ...scene.living.flatMap(({ calls }) => calls.filter((call) => call.agentId === agentId).map((call) => call.begunAt)),
  );
  if (scene.now - longest > DEADLY_WITHIN_MS) return 'a process has been calling it for longer, and lives';
  const [first] = own;
  const always = (first?.held ?? []).filter(
    (other) => other.agentId !== agentId && own.every(({ held }) => held.some((each) => each.agentId === other.agentId)),
  );
  const unclear = always.some((other) => (scene.answeredAt.get(other.agentId) ?? 0) <= since);
  return unclear ? 'another agent was called every time too, and has answered nothing since' : null;
}

/** Whether a process lived through all of these deaths but the last without calling the agent: that one's tasks may be with it by now. */
function livedWithout(agentId: string, { living }: DeathScene, own: readonly ProcessDeath[]): boolean {
  const ats = own.map(({ at }) => at).toSorted((left, right) => left - right);
  const [first = 0, last = first] = [ats[0], ats.at(-2)];
  return living.some(({ startedAt, calls }) => startedAt < first && calls.every((call) => call.agentId !== agentId || call.begunAt > last));
}

/** Judges an agent by the deaths of the processes that called it. */
export function judgeDeadlyAgent(agentId: string, scene: DeathScene): AgentVerdict {
  const own = deathsWith(agentId, scene);
  const count = countMoments(own);
  const taskIds = [...new Set(own.flatMap(({ tasks }) => [...tasks]))];
  const since = count === 0 ? null : Math.min(...own.map(({ at }) => at));
  const say = (verdict: AgentVerdict['verdict'], reason: string): AgentVerdict => ({
    verdict,
    reason,
    holders: own.map(({ holder }) => holder),
    taskIds,
    since,
  });
  if (since === null || count < DEADLY_DEATHS)
    return say('cleared', `${own.length} processes died soon after they called it: too few to tell`);
  if (taskIds.length < 2) return say('cleared', 'it was called with the same task every time');
  const alibi = alibiOf(agentId, scene, own);
  if (alibi !== null) return say('cleared', alibi);
  if (taskIds.some((taskId) => own.every(({ tasks }) => tasks.has(taskId))))
    return say('suspect', 'one task was with it every time: it may be the agent or that task');
  const died = `${own.length} processes died within a minute of calling it, with ${taskIds.length} different tasks, and it answered none of them`;
  if (livedWithout(agentId, scene, own)) return say('deadly', `${died}, while processes that did not call it lived`);
  if (count < DEADLY_DEATHS_ALONE) return say('suspect', `${own.length} processes died with it, and none lived without it all the while`);
  return say('deadly', died);
}

/** Judges every agent that processes died with, the worst first: who died of one that is found deadly speaks against no other. */
export function findDeadlyAgents(scene: DeathScene): Map<string, AgentVerdict> {
  const agentIds = [...new Set(scene.deaths.flatMap(({ held }) => held.map(({ agentId }) => agentId)))].filter(
    (id) => !scene.blamed.has(id),
  );
  const judge = (blamed: ReadonlySet<string>) =>
    agentIds.filter((id) => !blamed.has(id)).map((id) => [id, judgeDeadlyAgent(id, { ...scene, blamed })] as const);
  const found = new Map<string, AgentVerdict>();
  for (;;) {
    const judged = judge(new Set([...scene.blamed, ...found.keys()]));
    const [worst] = judged
      .filter(([, { verdict }]) => verdict === 'deadly')
      .toSorted(([a, left], [b, right]) => right.holders.length - left.holders.length || (a < b ? -1 : 1));
    if (worst === undefined) return new Map([...judged, ...found]);
    found.set(...worst);
  }
}
