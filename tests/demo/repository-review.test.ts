import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFleet, buildRepositoryReview, FOLDER_SLOTS, listFolders, readNarrator } from '../../demo/index.mjs';
import { findSchemaFault } from '../../src/server/contracts/compile-schema.ts';
import { registerAgentSchema } from '../../src/server/core/agent/agent.ts';
import { evaluateCondition, parseCondition } from '../../src/server/core/expression/condition.ts';
import type { JsonValue } from '../../src/server/core/json.ts';
import { validateDefinition } from '../../src/server/core/workflow/validate-definition.ts';
import { runReview } from './run-review.ts';
import { createProject, type TemporaryRepository } from './temporary-repository.ts';

const NARRATOR = { baseUrl: 'http://127.0.0.1:11434/v1', model: 'small' };

describe('the workflow', () => {
  it('[D21] is a valid definition of 40 to 100 tasks, for any path', () => {
    const { tasks } = validateDefinition(buildRepositoryReview());
    expect(tasks.length).toBe(1 + 5 + 5 * FOLDER_SLOTS + 1);
    expect(tasks.filter((task) => task.dependencies.length === 0).map((task) => task.task_id)).toEqual(['survey']);
  });

  it('[D21] every task has an agent in the fleet, with and without a narrator', () => {
    for (const narrator of [null, NARRATOR]) {
      const fleet = buildFleet({ narrator }).map((agent) => registerAgentSchema.parse(agent));
      const { tasks } = validateDefinition(buildRepositoryReview({ narrate: narrator !== null }));
      const orphans = tasks.filter(
        (task) => !fleet.some(({ capabilities }) => task.required_capabilities.every((name) => capabilities.some((c) => c.name === name))),
      );
      expect(orphans).toEqual([]);
    }
  });

  it('[D22] the narrator joins only when both base URL and model are named', () => {
    expect(readNarrator({})).toBe(null);
    expect(readNarrator({ HIVE_DEMO_OPENAI_BASE_URL: NARRATOR.baseUrl })).toBe(null);
    expect(readNarrator({ HIVE_DEMO_OPENAI_BASE_URL: NARRATOR.baseUrl, HIVE_DEMO_OPENAI_MODEL: 'small' })).toEqual(NARRATOR);
    expect(buildFleet().some((agent) => agent.kind === 'openai')).toBe(false);
    expect(buildFleet({ narrator: NARRATOR }).filter((agent) => agent.kind === 'openai')).toHaveLength(1);
    expect(buildRepositoryReview().tasks.some((task) => task.task_id === 'narrate')).toBe(false);
  });

  it('[D23] a definition for known folders holds them as they are, references in their names included', () => {
    const name = `\${input.path}`;
    const folder = { name, folder: name, except: [], files: 3 };
    const { tasks } = validateDefinition(buildRepositoryReview({ path: `/srv/\${x}`, folders: [folder] }));
    expect(tasks).toHaveLength(1 + 5 + 5 + 1);
    expect(tasks.find((task) => task.task_id === 'code-folder-1')?.input).toEqual({
      path: `/srv/$\${x}`,
      folder: { name: `$${name}`, folder: `$${name}`, except: [], files: 3 },
    });
  });
});

describe('a whole review', () => {
  let project: TemporaryRepository;
  let outputs: Map<string, JsonValue>;
  beforeAll(async () => {
    project = createProject();
    outputs = await runReview(project.root);
  });
  afterAll(() => project.remove());

  it('[VO9] every result meets the contract of its task', () => {
    const { tasks } = validateDefinition(buildRepositoryReview());
    const contracted = tasks.filter((task) => task.contract !== undefined);
    expect(contracted.length).toBe(1 + 5 + 4 * FOLDER_SLOTS + 1);
    for (const { task_id, contract } of contracted) {
      const output = outputs.get(task_id) as JsonValue;
      expect(findSchemaFault(JSON.stringify(contract?.schema), output), task_id).toBe(null);
      if (contract?.condition === undefined) continue;
      const condition = parseCondition(contract.condition, ['output', 'task']);
      expect(evaluateCondition(condition, { input: {}, context: {}, tasks: {}, output }), task_id).toEqual({ ok: true, value: true });
    }
  });

  it('[D24] joins all measurements into one scored report, an artifact of the run', () => {
    expect(outputs.get('report')).toMatchObject({
      title: 'Repository review: project',
      areas: [
        // 11 lines of the 73 in functions are beyond the limit.
        { key: 'size', score: 70 },
        { key: 'duplication', score: expect.any(Number) },
        // 2 of 6 modules in a cycle, 3 of 6 imported by nothing.
        { key: 'structure', score: 8 },
        // Both files that changed three times are coupled across folders.
        { key: 'coupling', score: 0 },
        { key: 'focus', score: 100 },
        { key: 'knowledge', score: 100 },
        { key: 'hygiene', score: 75 },
      ],
      artifacts: [{ name: 'repository-review.md', media_type: 'text/markdown' }],
    });
  });

  it('[D24] the report names the findings with file and line, the formulas and what was not measured', () => {
    const { artifacts, summary } = outputs.get('report') as { artifacts: Array<{ content: string }>; summary: string };
    const report = artifacts[0]?.content ?? '';
    expect(summary).toMatch(/^project scores \d+ of 100 over 7 of 7 areas\. Weakest: coupling across folders \(0\)\./);
    for (const part of [
      '| high | hygiene | AWS access key id: AKIA… (20 characters) | `src/web/config.ts:1` |',
      '| medium | structure | import cycle of 2 modules, through src/engine/run.ts | `src/engine/plan.ts:1` |',
      '| medium | duplication | 10 lines copied across folders from src/engine/run.ts:4 | `src/web/page.ts:3` |',
      '| low | size | function plan has 71 lines of its own | `src/engine/plan.ts:2` |',
      '| `plan` | 71 | `src/engine/plan.ts:2` |',
      '## How the scores are computed',
      '## What was not measured',
    ]) {
      expect(report).toContain(part);
    }
  });

  it('[D25] the same commit gives the same outputs, whatever lies in the work tree', async () => {
    project.write('src/engine/run.ts', 'changed, not committed\n');
    project.write('untracked.ts', 'new\n');
    const again = await runReview(project.root);
    expect(new Map([...again].sort())).toEqual(new Map([...outputs].sort()));
  });

  it('[D1] the slots of the survey are those of listFolders', async () => {
    const { folders } = outputs.get('survey') as { folders: JsonValue[] };
    expect(folders.filter((slot) => slot !== null)).toEqual(await listFolders(project.root));
  });
});
