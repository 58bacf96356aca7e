// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { describe, expect, it } from 'vitest';
import { buildFleet } from '../../../../../demo/index.mjs';
import { REVIEWS } from '../../../../../tests/demo/run-review.ts';
import { HiveError } from '../../errors.ts';
import { WORKFLOW_TEMPLATES } from '../definition.ts';
import { BLUEPRINTS } from './blueprints.ts';

const offered = new Set(buildFleet().flatMap(({ capabilities }) => capabilities.map(({ name }) => name)));

describe('blueprints', () => {
  it('[TM4] there is one of every template', () => {
    expect(BLUEPRINTS.map(({ template }) => template).sort()).toEqual([...WORKFLOW_TEMPLATES].sort());
    expect(new Set(BLUEPRINTS.map(({ name }) => name)).size).toBe(BLUEPRINTS.length);
  });

  it.each(BLUEPRINTS.map((each) => [each.name, each] as const))('[TM4] %s needs no parameter, and nobody but the demo fleet', (_, each) => {
    const { tasks, workflow_id, template } = each.generate({});
    expect({ workflow_id, template }).toEqual({ workflow_id: each.name, template: each.template });
    for (const { task_type, required_capabilities, branch } of tasks) {
      if (branch === undefined) expect(Object.keys(REVIEWS)).toContain(task_type);
      for (const capability of required_capabilities) expect(offered).toContain(capability);
    }
    expect(each.parametersSchema()).toHaveProperty('properties.path.default', '.');
  });

  it('[TM4] a path is text, whatever it looks like', () => {
    const [first] = BLUEPRINTS[1]?.generate({ path: '${input.secret}' }).tasks ?? [];
    expect(first?.input).toEqual({ path: '$${input.secret}' });
  });

  it('[TM3] a parameter out of range is refused at its place', () => {
    const refused = () => BLUEPRINTS.find(({ name }) => name === 'folder-tree')?.generate({ folders: 11 });
    expect(refused).toThrow(HiveError);
    expect(refused).toThrow(/parameters\.folders/);
  });
});
