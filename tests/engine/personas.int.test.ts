import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RegisterAgent, registerAgentSchema } from '../../src/server/core/agent/agent.ts';
import { type CreatePersona, createPersonaSchema } from '../../src/server/core/persona/persona.ts';
import type { NewDecisionRecord } from '../../src/server/core/routing/decision-record.ts';
import { ROUTING_STRATEGIES, type WorkflowDefinitionInput } from '../../src/server/core/workflow/definition.ts';
import { assignPersona } from '../../src/server/use-cases/assign-persona.ts';
import { assignTask } from '../../src/server/use-cases/assign-task.ts';
import { createPersona } from '../../src/server/use-cases/create-persona.ts';
import { decideReview } from '../../src/server/use-cases/decide-review.ts';
import { learnNow } from '../../src/server/use-cases/learn-personas.ts';
import { readAgentPersona } from '../../src/server/use-cases/read-agent-persona.ts';
import { readPersonaAnalytics } from '../../src/server/use-cases/read-persona-analytics.ts';
import { registerAgent } from '../../src/server/use-cases/register-agent.ts';
import { BY, createHarness, type Harness, task } from './harness.ts';
import { completed, failedWith } from './scripted-agents.ts';

let hive: Harness;
beforeAll(async () => {
  hive = await createHarness();
});
afterAll(() => hive.close());

const styled = (analytical: number) => ({ analytical, creative: 0.2, collaborative: 0.5, thorough: 0.5, pragmatic: 0.5 });

interface Member {
  name: string;
  code: number;
  slots?: number;
  /** Tasks it holds of ten. */
  busy?: number;
  cost?: number;
  /** Attempts, successes, mean duration in ms. */
  work?: [number, number, number];
  other?: boolean;
  persona?: string;
  capability?: string;
}

async function join({
  name,
  code,
  slots = 10,
  busy = 0,
  cost = 2,
  work,
  other = true,
  persona,
  capability = 'code',
}: Member): Promise<string> {
  const wanted = {
    ...{ name, kind: 'simulated', max_concurrent_tasks: slots, cost_per_task_usd: cost, config: { latency_ms: 0 } },
    capabilities: [{ name: capability, proficiency: code }],
  };
  const { id } = await registerAgent(hive.deps, registerAgentSchema.parse(wanted) as RegisterAgent, BY);
  for (let at = 0; at < busy; at += 1)
    await hive.rows(
      `INSERT INTO attempt (id, task_id, run_id, agent_id, number, fence, status, created_at) VALUES ($1, $1, $1, $2, 1, 1, 'assigned', now())`,
      [hive.deps.newId(), id],
    );
  const stat = (type: string, [attempts, successes, ms]: [number, number, number]) =>
    hive.rows('INSERT INTO agent_stat (agent_id, task_type, attempts, successes, duration_ms_sum) VALUES ($1, $2, $3, $4, $5)', [
      ...[id, type, attempts, successes, attempts * ms],
    ]);
  if (work !== undefined) await stat('work', work);
  if (work !== undefined && other) await stat('other', [60, 40, 500]);
  if (persona !== undefined) await assignPersona(hive.deps, { agentId: id, persona_id: persona, reason: 'test', confidence: 0.9 }, BY);
  return id;
}

const makePersona = (id: string, over: Partial<CreatePersona>) =>
  createPersona(hive.deps, createPersonaSchema.parse({ id, type: 'generalist', name: id, style: styled(0.5), ...over }), BY);

async function decisionsOf(runId: string): Promise<NewDecisionRecord[]> {
  const statement = 'SELECT d.record FROM decision d JOIN task t ON t.id = d.task_id WHERE t.run_id = $1 ORDER BY t.idx';
  return (await hive.rows<{ record: NewDecisionRecord }>(statement, [runId])).map(({ record }) => record);
}

/** Outcomes are learned from a moment after they ended; the test makes all of them older instead of waiting, which keeps their order. */
const age = () => hive.rows(`UPDATE attempt SET ended_at = ended_at - interval '1 minute' WHERE ended_at IS NOT NULL`);

describe('strategies through the dispatcher', () => {
  const names = new Map<string, string>();
  const rankings = new Map<string, string>();

  beforeAll(async () => {
    const dull = { style: styled(0.1), accuracy_preference: 0, risk_tolerance: 1, preferred_task_types: ['other'] };
    await makePersona('dull', dull);
    await makePersona('thinker', { style: styled(1), preferred_task_types: ['work'] });
    await makePersona('proven', { style: styled(0.8), preferred_task_types: ['work'] });
    await makePersona('fitting', { style: styled(0.75), preferred_task_types: ['work'], accuracy_preference: 0.7, risk_tolerance: 0.2 });
    const fleet: Member[] = [
      { name: 'skilled', code: 1, busy: 6, work: [20, 11, 900], persona: 'dull' },
      { name: 'proven', code: 0.5, busy: 7, work: [40, 38, 800], persona: 'dull' },
      { name: 'idle', code: 0.45, work: [20, 9, 900], persona: 'dull' },
      { name: 'thinker', code: 0.5, busy: 7, work: [30, 12, 1_000], persona: 'thinker' },
      { name: 'both', code: 0.5, busy: 7, work: [40, 34, 1_000], persona: 'proven' },
      { name: 'fitting', code: 0.6, busy: 5, work: [25, 13, 1_000], persona: 'fitting' },
      { name: 'specialist', code: 0.7, busy: 6, work: [30, 20, 1_100], other: false, persona: 'dull', cost: 3 },
      { name: 'newcomer', code: 0.4, busy: 4, persona: 'dull', cost: 1 },
      { name: 'rounded', code: 0.75, busy: 3, work: [25, 17, 700], persona: 'dull' },
      { name: 'cheap', code: 0.55, busy: 4, work: [20, 11, 1_500], persona: 'dull', cost: 0.1 },
      { name: 'quick', code: 0.55, busy: 4, work: [20, 12, 100], persona: 'dull', cost: 4 },
    ];
    for (const member of fleet) names.set(await join(member), member.name);
    const both = [...names].find(([, name]) => name === 'both')?.[0];
    await hive.rows(
      `INSERT INTO persona_performance (persona_id, agent_id, task_type, attempts, successes, style_weight, style_success)
        VALUES ('proven', $1, 'work', 40, 38, '{0,0,0,0,0}', '{0,0,0,0,0}')`,
      [both],
    );
    const worker = await hive.startWorker();
    return () => worker.close();
  });

  const favourites: Partial<Record<(typeof ROUTING_STRATEGIES)[number], string>> = {
    ...{ capability_first: 'skilled', performance_first: 'proven', load_balanced: 'idle', persona_cognitive_match: 'thinker' },
    ...{
      performance_weighted_persona: 'both',
      specialization_focused: 'specialist',
      learning_optimized: 'newcomer',
      persona_optimized: 'fitting',
    },
  };

  it.each(ROUTING_STRATEGIES)(
    '[ST10] %s decides in the dispatcher as it does on paper, and says so in the record',
    async (routing_strategy) => {
      const more = {
        ...{ task_type: 'work', required_capabilities: ['code'], routing_strategy },
        ...{ preferred_cognitive_style: 'analytical', max_acceptable_delay_minutes: 60 },
      };
      const { runId, status } = await hive.run({ tasks: [task('a', [], more)] });
      expect(status).toBe('completed');
      const [record] = await decisionsOf(runId);
      if (record === undefined) throw new Error('there is a decision');
      expect(record).toMatchObject({ v: 2, strategy: routing_strategy, fleet: 11, total: 11 });
      expect(record.weights).toHaveLength(record.columns.length - 2);
      expect(record.factors !== undefined).toBe(routing_strategy === 'contextual_adaptive');
      const ranking = record.candidates.map(([id]) => names.get(id));
      rankings.set(routing_strategy, ranking.join(' '));
      const favourite = favourites[routing_strategy];
      if (favourite !== undefined) expect(ranking[0]).toBe(favourite);
    },
  );

  it('[ST10] the twelve ranked the fleet in twelve ways', () => {
    expect(rankings.size).toBe(12);
    expect(new Set(rankings.values()).size).toBe(12);
  });

  it('[ST11] the goal of a workflow reaches the record of its tasks, and a workflow without one adds nothing to their specs', async () => {
    const run = (over: Partial<WorkflowDefinitionInput>) =>
      hive.submit({ tasks: [task('a', [], { task_type: 'work', required_capabilities: ['code'] })], ...over });
    const [cheap, plain] = [await run({ optimization_goal: 'minimize_cost' }), await run({})];
    await Promise.all([hive.ended(cheap), hive.ended(plain)]);
    expect((await decisionsOf(cheap))[0]).toMatchObject({
      goal: 'minimize_cost',
      winner: [...names].find(([, name]) => name === 'cheap')?.[0],
    });
    expect((await decisionsOf(plain))[0]).not.toHaveProperty('goal');
    const specs = await hive.rows<{ has: boolean }>(
      `SELECT spec::jsonb ? 'optimizationGoal' AS has FROM task WHERE run_id = ANY($1) ORDER BY id`,
      [[cheap, plain]],
    );
    expect(specs.map(({ has }) => has)).toEqual([true, false]);
  });

  it('[CM9] a task that nobody can take is told in the database what comes closest', async () => {
    const runId = await hive.submit({ tasks: [task('a', [], { required_capabilities: ['coding'] })] });
    const detail = async () =>
      (await hive.rows<{ wait_detail: string | null }>('SELECT wait_detail FROM task WHERE run_id = $1', [runId]))[0]?.wait_detail;
    await hive.until(async () => (await detail()) != null);
    expect(await detail()).toMatch(/^no active agent has "coding" \(closest: "code" 0\.\d\d\)$/);
    await hive.rows('DELETE FROM run WHERE id = $1', [runId]);
    await hive.rows('DELETE FROM task WHERE run_id = $1', [runId]);
    await hive.rows('DELETE FROM event WHERE run_id = $1', [runId]);
  });
});

describe('what outcomes teach', () => {
  let strong = '';
  let weak = '';
  const many = (count: number, task_type: string, more: object = {}) =>
    Array.from({ length: count }, (_, at) =>
      task(`t${at}`, [], {
        ...{ task_type, required_capabilities: ['think'], preferred_cognitive_style: 'analytical', retry: { max_attempts: 1 } },
        ...{ contract: { condition: 'true' }, ...more },
      }),
    );
  const dryRun = async (task_type: string) => {
    const definition = { name: 'asked', tasks: many(1, task_type) };
    return (await assignTask(hive.deps, { definition, dryRun: true }, BY)).decision?.record as NewDecisionRecord;
  };

  beforeAll(async () => {
    const skilled = { capabilities: [{ name: 'think', proficiency: 0.5, confidence: 0.5 }] };
    await makePersona('deep', { ...skilled, style: styled(0.9), adaptation_mode: 'dynamic' });
    await makePersona('shallow', { ...skilled, style: styled(0.1), adaptation_mode: 'static' });
    strong = await join({ name: 'strong', code: 0.9, slots: 500, capability: 'think', persona: 'deep' });
    weak = await join({ name: 'weak', code: 1, slots: 500, capability: 'think', persona: 'shallow' });
    // Only now: a process that was there before may route by the fleet as it read it between two of these steps.
    await hive.startWorker();
  });

  it('[PE40] where the persona matters its trial says so, and contested tasks follow it', async () => {
    hive.agents.on('matters', (_, agent) => (agent.id === strong ? completed(null) : failedWith({ retryable: false })));
    const { runId } = await hive.run({ max_concurrent_tasks: 500, failure_tolerance: 1, tasks: many(120, 'matters') });
    const arms = (await decisionsOf(runId)).map(({ trial }) => trial?.arm);
    expect(arms.filter((arm) => arm === 'with').length).toBeGreaterThan(20);
    expect(arms.filter((arm) => arm === 'without').length).toBeGreaterThan(20);
    await age();
    expect(await learnNow(hive.deps)).toBeGreaterThanOrEqual(120);
    const { ablation } = await readPersonaAnalytics(hive.deps);
    const found = ablation.byTaskType.find(({ taskType }) => taskType === 'matters');
    expect(found).toMatchObject({ verdict: 'on', with: { success: { value: 1 } }, without: { success: { value: 0 } } });
    expect((found?.with.total ?? 0) + (found?.without.total ?? 0)).toBe(120);
    expect((await dryRun('matters')).trial?.verdict).toBe('on');
  });

  it('[PE41] verified outcomes move proficiency and inferred style of who learns, and leave a static persona as it was', async () => {
    const [learner, still] = await Promise.all([readAgentPersona(hive.deps, strong), readAgentPersona(hive.deps, weak)]);
    expect(learner.outcomes).toMatchObject({ success: { value: 1 } });
    expect(learner.capabilities[0]).toMatchObject({ name: 'think', declared: 0.5, successRate: 1, uses: learner.outcomes.attempts });
    expect(learner.capabilities[0]?.proficiency).toBeGreaterThan(0.6);
    expect(learner.style.analytical.value).toBeGreaterThan(0.9);
    expect(still.outcomes.attempts).toBeGreaterThan(20);
    expect(still.capabilities[0]).toMatchObject({ proficiency: 0.5, uses: 0 });
    expect(still.style.analytical).toMatchObject({ declared: 0.1, value: 0.1 });
    expect(still.style.analytical.inferred).toBeLessThan(0.1);
  });

  it('[PE42] nothing is learned twice, and what carries no contract teaches nobody', async () => {
    expect(await learnNow(hive.deps)).toBe(0);
    const before = (await readAgentPersona(hive.deps, strong)).outcomes.attempts;
    await hive.run({ max_concurrent_tasks: 500, tasks: many(20, 'loose', { contract: undefined }) });
    await age();
    expect(await learnNow(hive.deps)).toBe(20);
    expect((await readAgentPersona(hive.deps, strong)).outcomes.attempts).toBe(before);
  });

  it('[VO26] what a person judges teaches when it is judged', async () => {
    const before = (await readAgentPersona(hive.deps, strong)).outcomes.attempts;
    const only = { contract: { human: { instructions: 'Is it good?' } }, excluded_agents: ['weak'], retry: { max_attempts: 1 } };
    const runId = await hive.submit({ tasks: many(1, 'judged', only) });
    const waits = async () => Object.values(await hive.tasks(runId)).find(({ status }) => status === 'waiting');
    await hive.until(async () => (await waits()) !== undefined);
    await age();
    expect(await learnNow(hive.deps)).toBe(0);
    const taskId = (await waits())?.id ?? '';
    await decideReview(hive.deps, { taskId, verdict: { verdict: 'reject', reason: 'it is not' } }, BY);
    expect(await hive.ended(runId)).toBe('failed');
    await hive.rows(`UPDATE review SET decided_at = decided_at - interval '1 minute' WHERE run_id = $1`, [runId]);
    expect(await learnNow(hive.deps)).toBe(1);
    expect((await readAgentPersona(hive.deps, strong)).outcomes.attempts).toBe(before + 1);
  });

  it('[PE43] where the persona does not matter its weight goes to zero by itself', async () => {
    await hive.run({ max_concurrent_tasks: 500, tasks: many(230, 'flat') });
    await age();
    await learnNow(hive.deps);
    const { ablation } = await readPersonaAnalytics(hive.deps);
    expect(ablation.byTaskType.find(({ taskType }) => taskType === 'flat')).toMatchObject({
      verdict: 'off',
      reason: expect.stringContaining('no lift'),
    });
    const records = await Promise.all(Array.from({ length: 12 }, () => dryRun('flat')));
    const without = records.filter(({ trial }) => trial?.arm === 'without');
    // Nine of ten follow the verdict: of twelve, fewer than four do once in some million runs.
    expect(without.length).toBeGreaterThan(3);
    for (const { winner, weights, columns } of without) expect([winner, weights[columns.indexOf('persona') - 2]]).toEqual([weak, 0]);
  });
});
