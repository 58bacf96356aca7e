import { describe, expect, it } from 'vitest';
import { demandedStyle } from '../persona/demanded-style.ts';
import { STYLES } from '../persona/persona.ts';
import { taskDefinitionSchema } from '../workflow/definition.ts';
import { demandKey, specOf, taskSpecSchema } from './spec.ts';

const task = (over: object = {}) => taskDefinitionSchema.parse({ task_id: 'a', task_type: 'review', ...over });

describe('task spec', () => {
  it('[T17] like tasks have the same text, whatever is their own', () => {
    const first = JSON.stringify(specOf(task({ task_id: 'a', name: 'One', input: { file: 1 } }), { priority: 'medium' }));
    const second = JSON.stringify(
      specOf(task({ task_id: 'b', name: 'Two', input: { file: 2 }, dependencies: ['a'] }), { priority: 'medium' }),
    );
    expect(first).toBe(second);
  });

  it('[T18] survives its JSON text', () => {
    const spec = specOf(
      task({
        condition: 'true',
        contract: { condition: 'output.ok' },
        max_acceptable_delay_minutes: 2,
        contextual_factors: { deadline_urgency: 1 },
      }),
      { priority: 'high' },
    );
    expect(taskSpecSchema.parse(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    expect(spec).toMatchObject({ priority: 8, timeoutMs: 1_800_000, maxDelayMs: 120_000 });
  });

  it.each([
    [{}, {}, 0.8],
    [{}, { quality_threshold: 0.95 }, 0.95],
    [{ expected_quality_threshold: 0.6 }, { quality_threshold: 0.95 }, 0.6],
    [{ expected_quality_threshold: 0.6 }, {}, 0.6],
  ])('[W15] a task of %o in a workflow of %o is asked for %d', (own, workflow, quality) => {
    expect(specOf(task(own), { priority: 'medium', ...workflow }).qualityThreshold).toBe(quality);
  });

  it('[W15] a workflow that asks for more than usual asks its tasks for thorough agents', () => {
    const styleOf = (quality_threshold: number) => demandedStyle(specOf(task(), { priority: 'medium', quality_threshold }));
    expect(styleOf(0.8)).toBeNull();
    expect(styleOf(1)?.[STYLES.indexOf('thorough')]).toBe(1);
  });

  it('[T19] the demand key follows capabilities and exclusions, not their order, case or anything else', () => {
    const key = (over: object) => demandKey(specOf(task(over), { priority: 'low' }));
    expect(key({ required_capabilities: ['a', 'B'] })).toBe(
      key({ required_capabilities: ['b', 'A', 'a'], priority: 'high', task_type: 'x' }),
    );
    expect(key({ required_capabilities: ['a'] })).not.toBe(key({ required_capabilities: ['b'] }));
    expect(key({ required_capabilities: ['a'] })).not.toBe(key({ excluded_agents: ['a'] }));
    expect(key({})).toMatch(/^[0-9a-f]{16}$/);
    const limited = (resource_constraints: object, task_type = 'review') => key({ resource_constraints, task_type });
    expect(limited({ max_cost_usd: 1, max_cpu: 0.5 })).toBe(limited({ max_cpu: 0.5, max_cost_usd: 1 }));
    expect(limited({ max_cost_usd: 1 })).not.toBe(limited({ max_cost_usd: 2 }));
    expect(limited({ max_cost_usd: 1 })).not.toBe(limited({ max_cost_usd: 1 }, 'other'));
    expect(limited({ gpu: 'two' })).toBe(key({}));
  });

  it('[W15] the quality of a workflow holds for tasks that say nothing of it; a default is expected and not demanded', () => {
    const asked = (own: object, workflow: { quality_threshold?: number }) => {
      const { qualityThreshold, leastQuality } = specOf(task(own), { priority: 'medium', ...workflow });
      return [qualityThreshold, leastQuality];
    };
    expect(asked({}, {})).toEqual([0.8, undefined]);
    expect(asked({}, { quality_threshold: 0.95 })).toEqual([0.95, 0.95]);
    expect(asked({ expected_quality_threshold: 0.8 }, { quality_threshold: 0.95 })).toEqual([0.8, 0.8]);
    expect(JSON.stringify(specOf(task(), { priority: 'medium' }))).not.toContain('leastQuality');
  });
});
