import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../tests/fixtures/installation.ts';
import { addAgent, startRun } from '../../../tests/fixtures/played-run.ts';
import { callRest } from '../../../tests/fixtures/rest-client.ts';
import { ADAPTATION_MODES, type CreatePersona, createPersonaSchema, PERSONA_TYPES } from '../core/persona/persona.ts';

let hive: Installation;
beforeAll(async () => {
  hive = await createInstallation();
});
afterAll(() => hive.close());

const call = (method: string, path: string, json?: unknown, headers?: Record<string, string>) =>
  callRest(hive.deps, { method, path, key: hive.keys.operator, ...(json !== undefined && { json }), ...(headers && { headers }) });
const style = { analytical: 0.9, creative: 0.1, collaborative: 0.2, thorough: 0.8, pragmatic: 0.3 };
const persona = (id: string, over: object = {}) => ({ id, type: 'generalist', name: `Persona ${id}`, style, ...over });
const simulated = (name: string, rest: object = {}) => ({ name, kind: 'simulated', config: { latency_ms: 0 }, ...rest });
const register = async (name: string, rest: object = {}): Promise<string> => (await call('POST', '/agents', simulated(name, rest))).body.id;
const count = async (table: string): Promise<number> =>
  (await hive.deps.db.pool.query(`SELECT count(*)::int AS n FROM ${table}`)).rows[0].n;

describe('personas over HTTP', () => {
  const stored = async (): Promise<CreatePersona[]> => {
    const { body } = await call('GET', '/personas?limit=50');
    return body.data.map(
      ({ version, active, created_at, updated_at, ...definition }: CreatePersona & Record<string, unknown>) => definition,
    );
  };

  it('[PE1] a new installation has one persona of every type', async () => {
    const ids = (await stored()).map(({ id }) => id);
    expect(ids).toEqual(PERSONA_TYPES.map((type) => `${type}_default`).sort((a, b) => a.localeCompare(b)));
    const { body: page } = await call('GET', '/personas?limit=1&type=architect');
    expect(page).toMatchObject({ data: [{ id: 'architect_default' }], next_cursor: null });
  });

  it('[PE10] those of a new installation are acceptable at the door, of all four modes and of 18 styles', async () => {
    const personas = await stored();
    for (const persona of personas) {
      expect(createPersonaSchema.parse(persona)).toEqual(persona);
      expect(persona.id).toBe(`${persona.type}_default`);
      expect(persona.capabilities.length).toBeGreaterThan(3);
      expect(persona.preferred_task_types.length).toBeGreaterThan(0);
    }
    expect(new Set(personas.map(({ adaptation_mode }) => adaptation_mode))).toEqual(new Set(ADAPTATION_MODES));
    expect(new Set(personas.map(({ style }) => JSON.stringify(style))).size).toBe(18);
  });

  it('[PE2] a persona is created, read, replaced and deleted, and every change is audited', async () => {
    expect((await call('POST', '/personas', persona('mine'))).status).toBe(201);
    expect((await call('POST', '/personas', persona('mine'))).status).toBe(409);
    const read = await call('GET', '/personas/mine');
    expect([read.headers.get('etag'), read.body.adaptation_mode, read.body.outcomes.success]).toEqual(['"1"', 'adaptive', null]);
    const { id: _, ...definition } = persona('mine', { name: 'Renamed' });
    expect((await call('PUT', '/personas/mine', definition, { 'if-match': '"1"' })).body).toMatchObject({ name: 'Renamed', version: 2 });
    expect((await call('PUT', '/personas/mine', definition, { 'if-match': '"1"' })).status).toBe(412);
    expect((await call('DELETE', '/personas/mine')).status).toBe(204);
    expect((await call('GET', '/personas/mine')).status).toBe(404);
    const { body: audit } = await call('GET', '/audit?subject=persona:mine');
    expect(audit.data.map(({ action }: { action: string }) => action)).toEqual(['persona.delete', 'persona.update', 'persona.create']);
  });

  it('[PE3] a persona in use cannot be deleted; without agents, or with retired ones only, it can', async () => {
    await call('POST', '/personas', persona('used'));
    const agent = await register('Its user');
    expect((await call('PUT', `/agents/${agent}/persona`, { persona_id: 'used' })).status).toBe(200);
    const refused = await call('DELETE', '/personas/used');
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
    expect(refused.body.detail).toContain('Its user');
    await call('DELETE', `/agents/${agent}`);
    expect((await call('DELETE', '/personas/used')).status).toBe(204);
    expect((await call('DELETE', '/personas/used')).status).toBe(404);
  });

  it('[PE4] an agent has one persona at a time; a declared type is taken on, an unknown one is only a word', async () => {
    const agent = await register('Declares', { persona: { type: 'architect', style: { analytical: 1 } } });
    const of = () => call('GET', `/agents/${agent}/persona`);
    expect((await of()).body).toMatchObject({ persona_id: 'architect_default', reason: 'declared by the agent' });
    await Promise.all(
      ['qa_engineer_default', 'researcher_default'].map((persona_id) => call('PUT', `/agents/${agent}/persona`, { persona_id })),
    );
    const { rows } = await hive.deps.db.pool.query('SELECT ended_at FROM persona_assignment WHERE agent_id = $1', [agent]);
    expect([rows.length, rows.filter((row) => row.ended_at === null).length]).toEqual([3, 1]);
    expect((await call('PATCH', `/agents/${agent}`, { persona: null })).status).toBe(200);
    expect((await of()).status).toBe(404);
    expect((await call('DELETE', `/agents/${agent}/persona`)).status).toBe(404);
    const poet = await register('Poet', { persona: { type: 'poet' } });
    expect((await call('GET', `/agents/${poet}/persona`)).status).toBe(404);
  });

  it.each<[string, object]>([
    ['proficiency above 1', { capabilities: [{ name: 'a', proficiency: 1.1 }] }],
    ['proficiency below 0', { capabilities: [{ name: 'a', proficiency: -0.1 }] }],
    [
      'a capability twice',
      {
        capabilities: [
          { name: 'a', proficiency: 1 },
          { name: 'A', proficiency: 1 },
        ],
      },
    ],
    ['an unknown type', { type: 'wizard' }],
    ['an unknown mode', { adaptation_mode: 'psychic' }],
    ['a style that is none', { style: { ...style, moody: 1 } }],
    ['a style left out', { style: { analytical: 1 } }],
    ['a team upside down', { team_size: { min: 5, max: 2 } }],
    ['an id with signs', { id: '../x' }],
    ['control characters', { name: 'a\u0000b' }],
    ['a field nobody knows', { salary: 1 }],
    ['too many capabilities', { capabilities: Array.from({ length: 101 }, (_, at) => ({ name: `c${at}`, proficiency: 1 })) }],
  ])('[PE5] refuses %s and writes nothing', async (_, over) => {
    const before = await count('persona');
    const answer = await call('POST', '/personas', persona('hostile', over));
    expect(answer.status).toBe(422);
    expect(await count('persona')).toBe(before);
  });

  it('[PE5] refuses assignments to nobody and of nothing', async () => {
    const nobody = '0192f3a4-5b6c-7d8e-9f00-112233445566';
    const agent = await register('Assigned nothing');
    expect((await call('PUT', `/agents/${nobody}/persona`, { persona_id: 'generalist_default' })).status).toBe(404);
    expect((await call('PUT', `/agents/${agent}/persona`, { persona_id: 'nobody' })).status).toBe(422);
    expect((await call('PUT', `/agents/${agent}/persona`, { persona_id: 'generalist_default', confidence: 2 })).status).toBe(422);
    expect((await call('POST', '/personas/recommend', { task_type: 'x', agent_id: nobody })).status).toBe(404);
    expect((await call('POST', '/personas/recommend', { task_type: 'x', team_size: 0 })).status).toBe(422);
  });

  it('[PE6] recommends by task type, capabilities and circumstances, with every part shown', async () => {
    const { body } = await call('POST', '/personas/recommend', {
      ...{ task_type: 'deployment', required_capabilities: ['deployment_automation'], expected_quality_threshold: 0.95, limit: 2 },
    });
    expect(body.data[0]).toMatchObject({ persona_id: 'deployment_specialist_default', parts: { affinity: 1, history: null }, samples: 0 });
    expect(body.data).toHaveLength(2);
    expect(body.data[0].parts.context).toBeGreaterThan(0);
    const plain = await call('POST', '/personas/recommend', { task_type: 'deployment' });
    expect(plain.body.data[0].parts).toMatchObject({ context: null, capability: null });
  });

  it('[PE7] coverage holds recent tasks against personas: covered, a persona nobody has, and no persona at all', async () => {
    const agent = await addAgent(hive.deps, 'Reviewer');
    await call('PUT', `/agents/${agent}/persona`, { persona_id: 'code_reviewer_default' });
    const task = (task_id: string, task_type: string, required_capabilities: string[] = []) => ({
      task_id,
      task_type,
      required_capabilities,
    });
    await startRun(hive.deps, {
      name: 'demands',
      tasks: [task('a', 'code_review', ['code_review']), task('b', 'release'), task('c', 'juggling', ['juggle']), task('d', 'juggling')],
    });
    const { body } = await call('GET', '/personas/coverage');
    const stateOf = (list: { name: string; state: string }[], name: string) => list.find((each) => each.name === name)?.state;
    expect(['code_review', 'release', 'juggling'].map((name) => stateOf(body.task_types, name))).toEqual([
      'covered',
      'no_agent',
      'no_persona',
    ]);
    expect([stateOf(body.capabilities, 'code_review'), stateOf(body.capabilities, 'juggle')]).toEqual(['covered', 'no_persona']);
    expect(body.gaps[0]).toEqual({ kind: 'task_type', name: 'juggling', tasks: 2, state: 'no_persona' });
  });

  it.each([['{}'], ['{"requiredCapabilities": null}'], ['{"requiredCapabilities": [1]}'], ['{"requiredCapabilities": "juggle"}']])(
    '[PE46] a task whose stored spec says %s asks for no capability, and coverage answers',
    async (spec) => {
      await startRun(hive.deps, { name: 'old rows', tasks: [{ task_id: 'old', task_type: 'relic' }] });
      await hive.deps.db.pool.query(`UPDATE task SET spec = $1 WHERE task_type = 'relic'`, [spec]);
      const { status, body } = await call('GET', '/personas/coverage');
      expect(status).toBe(200);
      expect(body.task_types.map(({ name }: { name: string }) => name)).toContain('relic');
    },
  );

  it('[PE8] an installation without outcomes has analytics without numbers', async () => {
    const { body } = await call('GET', '/personas/analytics');
    expect(body.ablation).toEqual({ overall: { lift: null, contested: 0 }, by_task_type: [] });
    expect(
      body.personas.every(
        ({ outcomes }: { outcomes: { attempts: number; success: null } }) => outcomes.attempts === 0 && outcomes.success === null,
      ),
    ).toBe(true);
  });
});
