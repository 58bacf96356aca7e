import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { createWorkflowSchema } from './workflow-schema.ts';

describe('schema of a definition', () => {
  const check = new Ajv2020({ strict: false, validateFormats: false }).compile(createWorkflowSchema());

  it.each<[string, unknown, boolean]>([
    ['the least', { name: 'x', tasks: [{ task_id: 'a', task_type: 'b' }] }, true],
    [
      'a dependency with terms',
      { name: 'x', tasks: [{ task_id: 'a', task_type: 'b', dependencies: [{ task_id: 'c', when: 'always' }] }] },
      true,
    ],
    ['a timer', { name: 'x', tasks: [{ task_id: 'a', timer: { seconds: 5 } }] }, true],
    ['no name', { tasks: [{ task_id: 'a', task_type: 'b' }] }, false],
    ['no tasks', { name: 'x', tasks: [] }, false],
    ['a mistyped field', { name: 'x', tasks: [{ task_id: 'a', task_type: 'b', colour: 1 }] }, false],
    ['a choice of nobody', { name: 'x', execution_mode: 'fast', tasks: [{ task_id: 'a', task_type: 'b' }] }, false],
  ])('[DE18] of %s an editor says what the server says', (_, definition, valid) => {
    expect(check(definition)).toBe(valid);
  });
});
