import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@/server/core/json.ts';
import { checkDraft } from '../designer/model/check-draft.ts';
import { readDraft } from '../designer/model/draft.ts';
import { writeTerse } from '../designer/model/terse-definition.ts';
import { blueprintGenerators, findGenerator, generateFrom, templateGenerators } from './generators.ts';

const all = [...blueprintGenerators, ...templateGenerators];

describe('gallery', () => {
  it.each(all.map((generator) => [generator.name, generator] as const))(
    '[DE21] %s is a draft without a fault as it is offered',
    (name, generator) => {
      const { definition } = generateFrom(generator, generator.example);
      expect(checkDraft(readDraft(writeTerse(definition as unknown as JsonObject)))).toEqual([]);
      expect(findGenerator(name)).toBe(generator);
    },
  );

  it('[DE21] there are eight templates and at least eight blueprints', () => {
    expect(templateGenerators).toHaveLength(8);
    expect(blueprintGenerators.length).toBeGreaterThanOrEqual(8);
  });

  it.each([
    ['hierarchical_decomposition', { levels: 9, width: 1 }, 'levels'],
    ['hierarchical_decomposition', { levels: 5, width: 100 }, 'width'],
    ['map_reduce', { map: { task_type: 'a b' } }, 'map.task_type'],
    ['scan-until-clean', { max_iterations: 0 }, 'max_iterations'],
    ['linear_pipeline', { steps: [] }, 'steps'],
  ])('[DE22] a parameter of %s that does not fit (%j) is said at its field', (name, change, place) => {
    const generator = findGenerator(name);
    if (!generator) throw new Error('not found');
    const { definition, ofParameters, ofDefinition } = generateFrom(generator, { ...generator.example, ...change } as JsonObject);
    expect(definition).toBeNull();
    expect([...ofParameters.keys()]).toEqual([place]);
    expect(ofDefinition).toEqual([]);
  });

  it('[DE22] what only the whole graph shows is said with its place in the definition', () => {
    const generator = findGenerator('iterative_refinement');
    if (!generator) throw new Error('not found');
    const { ofDefinition } = generateFrom(generator, { ...generator.example, until: 'output.score >' });
    expect(ofDefinition.map(({ path }) => path)).toEqual(['tasks.1.loop.until']);
  });
});
