import { expect, it } from 'vitest';
import { approvalFormSchema } from '@/server/core/approval/approval-form.ts';
import { enteredAtFirst, readEntered } from './entered-form.ts';

const form = approvalFormSchema.parse({
  properties: {
    amount: { type: 'number', default: 3 },
    count: { type: 'integer' },
    sure: { type: 'boolean' },
    note: { type: 'string' },
  },
  required: ['amount', 'note'],
});

it('[AP10] fields begin with their defaults, and what stands in them becomes values', () => {
  expect(enteredAtFirst(form)).toEqual({ amount: '3', count: '', sure: false, note: '' });
  const read = readEntered(form, { ...enteredAtFirst(form), count: '4', sure: true, note: 'ok' });
  expect(read).toEqual({ answer: { amount: 3, count: 4, sure: true, note: 'ok' }, faults: new Map() });
});

it('[AP10] an empty field is missing only where it is required; a text is no number', () => {
  const { answer, faults } = readEntered(form, { amount: 'three', count: '1.5', sure: false, note: ' ' });
  expect(answer).toEqual({ amount: 'three', count: 1.5, sure: false });
  expect([...faults]).toEqual([
    ['amount', 'must be a number'],
    ['count', 'must be a whole number'],
    ['note', 'is required'],
  ]);
});
