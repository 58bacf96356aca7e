import { describe, expect, it } from 'vitest';
import { patchOperationSchema } from '@/server/core/run/patch.ts';
import { OPERATIONS, readOperation, startText } from './operation-form.ts';

const task = { task_id: 'a', task_type: 'work', input: { x: 1 }, dependencies: ['z'] };
const form = (op: (typeof OPERATIONS)[number], more: object = {}) => ({
  op,
  taskId: 'a',
  text: startText(op, task),
  title: 'Sure?',
  goesOn: true,
  ...more,
});

describe('the form of a patch', () => {
  it.each(OPERATIONS)('[PA7] makes an operation of %s that the server takes', (op) => {
    const operation = readOperation(form(op), new Set());
    expect(patchOperationSchema.safeParse(operation).error).toBeUndefined();
    expect(operation).toMatchObject({ op });
  });

  it('[PA7] gives a new approval an id that nobody has, and says what is missing', () => {
    expect(readOperation(form('insert_approval'), new Set(['approve-a', 'approve-a-2']))).toMatchObject({
      task_id: 'approve-a-3',
      before: 'a',
    });
    expect(readOperation(form('insert_approval', { title: ' ' }), new Set())).toBe('Say what is to be approved.');
    expect(readOperation(form('change_input', { text: '{' }), new Set())).toBe('This is not JSON.');
    expect(readOperation(form('reroute', { text: '{}' }), new Set())).toContain('A list');
    expect(readOperation(form('add', { text: '[]' }), new Set())).toBe('A task is an object.');
  });
});
