// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import { expect, it } from 'vitest';
import { InvalidDefinitionError } from '../errors.ts';
import { kindOf } from './task-kind.ts';
import { validateDefinition } from './validate-definition.ts';

const define = (tasks: object[], more: object = {}) => validateDefinition({ name: 'test', tasks, ...more });

function pathsOf(tasks: object[], more: object = {}): string[] {
  try {
    define(tasks, more);
    return [];
  } catch (error) {
    if (error instanceof InvalidDefinitionError) return error.faults.map(({ path }) => path);
    throw error;
  }
}

it('[TI1] a control task needs no type, and says what it is', () => {
  const { tasks } = define([
    { task_id: 'a', approval: { title: 'Ship it?' } },
    { task_id: 'b', timer: { seconds: 5 } },
    { task_id: 'c', wait: { event: 'paid' }, task_type: 'payment' },
    { task_id: 'd', sub_workflow: { workflow_id: 'other' } },
    { task_id: 'e', task_type: 'work' },
  ]);
  expect(tasks.map(({ task_type }) => task_type)).toEqual(['approval', 'timer', 'payment', 'sub_workflow', 'work']);
  expect(tasks.map(kindOf)).toEqual(['approval', 'timer', 'wait', 'sub_workflow', 'agent']);
  expect(tasks[0]?.approval).toEqual({ title: 'Ship it?', approvers: ['operator'], on_deadline: 'reject' });
});

const REFUSED: [string, object, string[]][] = [
  ['no type', {}, ['tasks.0.task_type']],
  ['two kinds', { timer: { seconds: 1 }, approval: { title: 'x' } }, ['tasks.0.timer']],
  ['a contract', { timer: { seconds: 1 }, contract: {} }, ['tasks.0.contract']],
  ['a hedge', { timer: { seconds: 1 }, hedge: true }, ['tasks.0.hedge']],
  ['an input beside its settings', { sub_workflow: { workflow_id: 'x' }, input: { a: 1 } }, ['tasks.0.input']],
  ['a timer without a time', { timer: {} }, ['tasks.0.timer']],
  ['a timer until some day', { timer: { until: 'tomorrow' } }, ['tasks.0.timer.until']],
  ['an event without a name', { wait: { event: '' } }, ['tasks.0.wait.event']],
  ['a deadline in the past', { approval: { title: 'x', deadline_seconds: -1 } }, ['tasks.0.approval.deadline_seconds']],
];

it.each(REFUSED)('[TI1] %s is refused', (_, task, paths) => {
  expect(pathsOf([{ task_id: 'a', ...task }])).toEqual(paths);
});

it('[TI2] what a setting names must exist and come before', () => {
  expect(
    pathsOf([
      { task_id: 'a', task_type: 'work' },
      { task_id: 'b', approval: { title: 'Pay ${tasks.a.output.amount}?' }, dependencies: ['a'] },
    ]),
  ).toEqual([]);
  expect(pathsOf([{ task_id: 'b', wait: { event: 'paid', key: '${tasks.gone.output}' } }])).toEqual(['tasks.0.wait.key']);
  expect(pathsOf([{ task_id: 'b', timer: { until: '${nowhere}' } }])).toEqual(['tasks.0.timer.until']);
});

it('[SW1] a workflow does not start itself', () => {
  expect(pathsOf([{ task_id: 'a', sub_workflow: { workflow_id: 'me' } }], { workflow_id: 'me' })).toEqual([
    'tasks.0.sub_workflow.workflow_id',
  ]);
});
