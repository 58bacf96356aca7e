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
  ])('[ST12] a task of %o in a workflow of %o is asked for %d', (own, workflow, quality) => {
    expect(specOf(task(own), { priority: 'medium', ...workflow }).qualityThreshold).toBe(quality);
  });

  it('[ST12] a workflow that asks for more than usual asks its tasks for thorough agents', () => {
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
  });
});
