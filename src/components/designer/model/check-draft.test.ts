// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomDefinition } from '../../../../tests/draft-arbitraries.ts';
import { InvalidDefinitionError } from '../../../server/core/errors.ts';
import { validateDefinition } from '../../../server/core/workflow/validate-definition.ts';
import { checkDraft } from './check-draft.ts';
import { draftValue, readDraft } from './draft.ts';
import { setTaskField } from './edit-draft.ts';
import { fixesOf } from './fix-fault.ts';
import { locatePath } from './locate-path.ts';
import { nearestName } from './nearest-name.ts';

const tasks = (...lines: string[]) => `name: x\ntasks:\n${lines.map((line) => `  - {${line}}\n`).join('')}`;
const A = 'task_id: collect, task_type: t';

/** The first fix of the first fault that is about this path; then what is still wrong. */
function fixed(text: string, path: string) {
  const draft = readDraft(text);
  const fault = checkDraft(draft).find((each) => each.path.join('.') === path);
  if (!fault) throw new Error(`no fault at ${path}: ${JSON.stringify(checkDraft(draft))}`);
  const [fix] = fixesOf(draft, fault);
  return { label: fix?.label, left: fix ? checkDraft(fix.apply(draft)).map(({ message }) => message) : ['not fixed'] };
}

describe('check draft', () => {
  it.each<[string, string, string, string]>([
    ['an unknown dependency', tasks(A, 'task_id: b, task_type: t, dependencies: [colect]'), 'tasks.1.dependencies.0', 'Use "collect"'],
    ['one of nobody', tasks(A, 'task_id: b, task_type: t, dependencies: [zzzzzz]'), 'tasks.1.dependencies.0', 'Remove the dependency'],
    [
      'one with terms',
      tasks(A, 'task_id: b, task_type: t, dependencies: [{task_id: Collect, soft: true}]'),
      'tasks.1.dependencies.0',
      'Use "collect"',
    ],
    [
      'a doubled dependency',
      tasks(A, 'task_id: b, task_type: t, dependencies: [collect, collect]'),
      'tasks.1.dependencies.1',
      'Remove the dependency',
    ],
    [
      'a task that waits for itself',
      tasks('task_id: b, task_type: t, dependencies: [b]'),
      'tasks.0.dependencies.0',
      'Remove the dependency',
    ],
    ['a missing type', tasks('task_id: b'), 'tasks.0.task_type', 'Set it to "b"'],
    ['a missing id', tasks('task_type: t'), 'tasks.0.task_id', 'Set it to "task-1"'],
    ['a missing name', 'tasks:\n  - {task_id: a, task_type: t}\n', 'name', 'Set it to "Untitled workflow"'],
    ['a doubled id', tasks(A, A), 'tasks.1.task_id', 'Use "collect-2"'],
    ['an id with spaces', tasks('task_id: a b, task_type: t'), 'tasks.0.task_id', 'Use "a-b"'],
    ['a mistyped field', tasks('task_id: b, task_type: t, timeout_second: 5'), 'tasks.0', 'Rename "timeout_second" to "timeout_seconds"'],
    ['a field of nobody', tasks('task_id: b, task_type: t, colour: red'), 'tasks.0', 'Remove "colour"'],
    ['a mistyped field of the workflow', `execution_mod: adaptive\n${tasks(A)}`, '', 'Rename "execution_mod" to "execution_mode"'],
    ['a mistyped choice', tasks('task_id: b, task_type: t, priority: hihg'), 'tasks.0.priority', 'Use "high"'],
    ['a number too small', tasks('task_id: b, task_type: t, retry: {max_attempts: 0}'), 'tasks.0.retry.max_attempts', 'Use 1'],
    ['a number too large', `max_agents: 99999\n${tasks(A)}`, 'max_agents', 'Use 10000'],
    [
      'a value of another kind',
      tasks('task_id: b, task_type: t, timeout_seconds: soon'),
      'tasks.0.timeout_seconds',
      'Remove "timeout_seconds"',
    ],
    ['a type that is a number', tasks('task_id: b, task_type: 7'), 'tasks.0.task_type', 'Use "7"'],
    [
      'a reference to a stranger',
      tasks(A, 'task_id: b, task_type: t, input: {x: "${tasks.collect.output}"}'),
      'tasks.1.input.x',
      'Wait for "collect"',
    ],
    [
      'a mistyped reference',
      tasks(A, 'task_id: b, task_type: t, dependencies: [collect], input: {x: "of ${tasks.colect.output}"}'),
      'tasks.1.input.x',
      'Read "collect"',
    ],
    [
      'a condition on a stranger',
      tasks(A, 'task_id: b, task_type: t, condition: tasks.collect.output.n > 1'),
      'tasks.1.condition',
      'Wait for "collect"',
    ],
    ['a condition that cannot be read', tasks('task_id: b, task_type: t, condition: "1 +"'), 'tasks.0.condition', 'Remove the condition'],
    [
      'a target of a branch that does not wait for it',
      tasks('task_id: way, branch: {cases: [{when: "true", then: [b]}]}', 'task_id: b, task_type: t'),
      'tasks.0.branch.cases.0.then.0',
      'Let "b" wait for "way"',
    ],
    [
      'a target that runs whatever is chosen',
      tasks(
        'task_id: way, branch: {cases: [{when: "true", then: []}], otherwise: [b]}',
        'task_id: b, task_type: t, dependencies: [{task_id: way, soft: true}]',
      ),
      'tasks.0.branch.otherwise.0',
      'Let "b" wait for "way"',
    ],
    [
      'a mistyped target',
      tasks('task_id: way, branch: {cases: [{when: "true", then: [colect]}]}', `${A}, dependencies: [way]`),
      'tasks.0.branch.cases.0.then.0',
      'Use "collect"',
    ],
    ['a task of two kinds', tasks('task_id: b, timer: {seconds: 1}, wait: {event: e}'), 'tasks.0.wait', 'Remove "wait"'],
    [
      'a workflow that starts itself',
      `workflow_id: me\n${tasks(A, 'task_id: b, sub_workflow: {workflow_id: me}')}`,
      'tasks.1.sub_workflow.workflow_id',
      'Remove the task',
    ],
    [
      'a circle',
      tasks(
        'task_id: a, task_type: t, dependencies: [c]',
        'task_id: b, task_type: t, dependencies: [a]',
        'task_id: c, task_type: t, dependencies: [b]',
      ),
      'tasks.1.dependencies',
      'Remove c → a',
    ],
  ])('[DE11] %s has a fix that leaves nothing wrong', (_, text, path, label) => {
    expect(fixed(text, path)).toEqual({ label, left: [] });
  });

  it('[DE11] nothing is offered where only the author knows', () => {
    const draft = readDraft(tasks('task_id: b, task_type: t, input: "${nobody.x}"'));
    expect(checkDraft(draft)).toHaveLength(1);
    expect(checkDraft(draft).flatMap((fault) => fixesOf(draft, fault))).toEqual([]);
  });

  it('[DE12] what it finds is what the server finds', () => {
    const broken = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => text.replace('"task_type"', '"task_typ"'),
      (text) => text.replace('-0"', '-1"'),
      (text) => text.replace('"name"', '"nam"'),
      (text) => text.replace('tasks.', 'tasks.no'),
    );
    fc.assert(
      fc.property(randomDefinition(6), broken, (definition, breakIt) => {
        const draft = readDraft(breakIt(JSON.stringify(definition)));
        const found = checkDraft(draft).map(({ path, message }) => ({ path: path.join('.'), message }));
        try {
          validateDefinition(draftValue(draft));
          expect(found).toEqual([]);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidDefinitionError);
          const { faults } = error as InvalidDefinitionError;
          expect(new Set(found.map(({ path }) => path))).toEqual(new Set(faults.map(({ path }) => path)));
        }
      }),
    );
  });

  it.each<[string, string, string]>([
    ['tasks.1.dependencies.0', tasks(A, 'task_id: b, dependencies: [ghost]'), 'ghost'],
    ['tasks.0.task_type', tasks('task_id: b'), '{task_id: b}'],
    ['name', 'name: x # y\ntasks: []\n', 'x'],
    ['tasks.1.dependencies.0', '{"name": "x", "tasks": [{}, {"dependencies": ["ghost"]}]}', '"ghost"'],
    ['max_agents', 'name: x\n', ''],
  ])('[DE13] %s in %j is %j', (path, text, characters) => {
    const steps = path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    const { from, to } = locatePath(readDraft(text), steps);
    expect(text.slice(from, to)).toBe(characters);
  });

  it('[DE12] after a change of one task of a thousand, that task and the graph are checked, not the rest', () => {
    const lines = Array.from({ length: 1_000 }, (_, at) => {
      const before = `t${Math.max(0, at - 1 - (at % 2))}`;
      return at === 0
        ? 'task_id: t0, task_type: t'
        : `task_id: t${at}, task_type: t, dependencies: [${before}], input: {x: "\${tasks.${before}.output}"}`;
    });
    const draft = readDraft(tasks(...lines));
    expect(checkDraft(draft)).toEqual([]);
    const started = performance.now();
    const after = setTaskField(draft, { index: 500, path: ['dependencies', 0] }, 'nobody');
    const faults = checkDraft(after);
    const took = performance.now() - started;
    expect(faults.map(({ path }) => path.join('.'))).toContain('tasks.500.dependencies.0');
    expect(after.tasks.filter(({ value }, at) => value === draft.tasks[at]?.value)).toHaveLength(999);
    expect(took).toBeLessThan(2_000);
  });

  it('[DE11] the nearest name is one that was probably meant, or none', () => {
    expect(nearestName('jduge', ['judge', 'read'])).toBe('judge');
    expect(nearestName('x', ['judge', 'read'])).toBeNull();
    expect(nearestName('read', ['read'])).toBeNull();
  });
});
