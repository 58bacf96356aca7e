import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateFaults } from './locate-faults.ts';

const YAML = 'name: Review\ntasks:\n  - task_id: a\n    task_type: read\n  - task_id: b\n    dependencies: [a, ghost]\n';
const JSON_TEXT =
  '{\n  "name": "Review",\n  "tasks": [\n    { "task_id": "a" },\n    { "task_id": "b", "dependencies": ["ghost"] }\n  ]\n}\n';

const marked = async (text: string, path: string) => {
  const [fault] = await locateFaults(text, [{ path, message: 'm' }]);
  return [text.slice(fault?.from, fault?.to), fault?.line];
};

describe('faults in a text', () => {
  it.each([
    [YAML, 'tasks.1.dependencies.1', 'ghost', 6],
    [YAML, 'name', 'Review', 1],
    [YAML, 'tasks.0.name', 'task_id: a', 3],
    [YAML, 'tasks.7', '- task_id: a', 3],
    [YAML, 'line 5', '- task_id: b', 5],
    [YAML, '', 'name: Review', 1],
    [JSON_TEXT, 'tasks.1.dependencies.0', '"ghost"', 5],
    [JSON_TEXT, 'tasks.1.retry.max_attempts', '{ "task_id": "b", "dependencies": ["ghost"] }', 5],
  ])('[U8] of %j the path %s marks %j in line %i', async (text, path, characters, line) => {
    expect(await marked(text, path)).toEqual([characters, line]);
  });

  it('[U8] a text that is no value is marked where it breaks', async () => {
    const text = '{\n  "name": "x",\n  "tasks": [\n}\n';
    const [fault] = await locateFaults(text, [{ path: 'text', message: 'm' }]);
    expect(fault?.line).toBe(4);
  });

  it('[U8] whatever text and path, the mark lies in the text and in one line', async () => {
    const path = fc.oneof(fc.string(), fc.constantFrom('tasks.0', 'line 3', 'line 99999', 'text', 'tasks.0.task_id'));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.constant(YAML)), path, async (text, where) => {
        const [fault] = await locateFaults(text, [{ path: where, message: 'm' }]);
        if (!fault) throw new Error('a fault was lost');
        expect(fault.from).toBeGreaterThanOrEqual(0);
        expect(fault.to).toBeGreaterThanOrEqual(fault.from);
        expect(fault.to).toBeLessThanOrEqual(text.length);
        expect(text.slice(fault.from, fault.to)).not.toContain('\n');
      }),
    );
  });
});
