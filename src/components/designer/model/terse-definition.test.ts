import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@/server/core/json.ts';
import { validateDefinition } from '@/server/core/workflow/validate-definition.ts';
import { doTheSame } from './terse-definition.ts';

const draft: JsonObject = {
  name: 'Accounts',
  tasks: [
    { task_id: 'each', task_type: 'book', map: { over: [1, 2] }, metadata: { place: [1, 2] } },
    { task_id: 'close', task_type: 'close', dependencies: ['each'] },
  ],
};
const stored = JSON.parse(JSON.stringify(validateDefinition(draft))) as JsonObject;
const task = (at: number, over: JsonObject): JsonObject => ({
  ...draft,
  tasks: (draft.tasks as JsonObject[]).map((each, index) => (index === at ? { ...each, ...over } : each)),
});

describe('two definitions', () => {
  it.each<[string, JsonObject, boolean]>([
    ['as it is stored, with every default', stored, true],
    ['under another name and id', { ...stored, name: 'Other', workflow_id: 'other' }, true],
    ['drawn otherwise', task(0, { metadata: { place: [9, 9] } }), true],
    ['with another input', task(1, { input: 1 }), false],
    ['with another edge', task(1, { dependencies: [{ task_id: 'each', when: 'always' }] }), false],
    ['in another mode', { ...draft, execution_mode: 'sequential' }, false],
    ['half written', task(1, { task_type: '' }), false],
  ])('[DE35] do the same: %s', (_, other, same) => {
    expect(doTheSame(draft, other)).toBe(same);
    expect(doTheSame(other, draft)).toBe(same);
  });
});
