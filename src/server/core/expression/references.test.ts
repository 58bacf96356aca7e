// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../json.ts';
import { listReferences, MAX_INSERTED_LENGTH, resolveTemplate } from './references.ts';
import type { ExpressionScope } from './scope.ts';

const scope: ExpressionScope = {
  input: { name: 'Ada', list: [1, { deep: true }], nothing: null, 'odd key': 1 },
  context: { team: 'blue' },
  tasks: {
    a: { status: 'completed', output: { score: 0.5, text: 'hi' }, error: null },
    'b.c-d': { status: 'completed', output: [10, 20], error: null },
    'x.output': { status: 'completed', output: 'inner', error: null },
    broken: { status: 'failed', output: null, error: { code: 'timeout', message: 'late' } },
  },
};

describe('references', () => {
  it.each<[string, JsonValue]>([
    ['${input}', scope.input],
    ['${input.list}', [1, { deep: true }]],
    ['${ input.list[1].deep }', true],
    ['${input["odd key"]}', 1],
    ['${input.nothing}', null],
    ['${tasks.a.output.score}', 0.5],
    ['${tasks.b.c-d.output[1]}', 20],
    ['${tasks["b.c-d"].output[0]}', 10],
    ['${tasks["x.output"].output}', 'inner'],
    ['${tasks.broken.error.code}', 'timeout'],
    ['${tasks.broken.status}', 'failed'],
  ])('[E1] %s alone becomes the value itself', (template, value) => {
    expect(resolveTemplate(template, scope)).toEqual({ value });
  });

  it.each([
    ['Hello ${input.name}, ${context.team}!', 'Hello Ada, blue!'],
    ['score=${tasks.a.output.score}', 'score=0.5'],
    ['all: ${tasks.a.output}', 'all: {"score":0.5,"text":"hi"}'],
    ['${input.nothing} ', 'null '],
    ['${input.name}${input.name}', 'AdaAda'],
  ])('[E2] in longer text strings go in as they are, other values as JSON: %s', (template, value) => {
    expect(resolveTemplate(template, scope)).toEqual({ value });
  });

  it.each([
    ['$${input.name}', '${input.name}'],
    ['a $${ and ${input.name} and $${b}', 'a ${ and Ada and ${b}'],
    ['costs $5 {x}', 'costs $5 {x}'],
  ])('[E3] "$${" is a literal: %s', (template, value) => {
    expect(resolveTemplate(template, scope)).toEqual({ value });
  });

  it.each([
    '${input.missing}',
    'text ${input.list[9]}',
    '${input.name.length}',
    '${input.list.length}',
    '${input.nothing.x}',
    '${tasks.nobody.output}',
    '${tasks.broken.output}',
    '${input.constructor}',
    '${input.__proto__}',
    '${input["__proto__"].polluted}',
    '${tasks.a.output.toString}',
    '${tasks["constructor"].output}',
  ])('[E4] %s leads nowhere and is a fault, never a text', (template) => {
    const resolved = resolveTemplate({ at: [template] }, scope);
    expect(resolved).toMatchObject({ fault: { path: 'at.0', message: expect.stringContaining('leads nowhere') } });
  });

  it.each([
    '${',
    '${}',
    '${env.SECRET}',
    '${secrets.a}',
    '${tasks.a}',
    '${tasks.a.input}',
    '${input.a',
    '${input..a}',
    '${input[-1]}',
    '${input[x]}',
  ])('[E5] %s does not parse', (template) => {
    expect(listReferences({ x: template }, 'input').faults).toMatchObject([{ path: 'input.x' }]);
    expect(resolveTemplate(template, scope)).toHaveProperty('fault');
  });

  it('[E6] a value without references comes back as it is, unchanged and unshared parts apart', () => {
    const template = { same: { deep: [1, 'x'] }, filled: '${input.name}' };
    const resolved = resolveTemplate(template, scope) as { value: typeof template };
    expect(resolved.value).toEqual({ same: { deep: [1, 'x'] }, filled: 'Ada' });
    expect(resolved.value.same).toBe(template.same);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('${'));
        expect(resolveTemplate(value as JsonValue, scope)).toEqual({ value });
      }),
    );
  });

  it('[E7] many references to a large output cannot multiply it without end', () => {
    const large = { ...scope, input: { text: 'x'.repeat(MAX_INSERTED_LENGTH / 4) } };
    expect(
      resolveTemplate(
        Array.from({ length: 5 }, () => '${input.text}'),
        large,
      ),
    ).toHaveProperty('value');
    expect(
      resolveTemplate(
        Array.from({ length: 6 }, () => '${input.text}'),
        large,
      ),
    ).toMatchObject({
      fault: { path: '5', message: expect.stringContaining('more than') },
    });
  });

  it('[E8] lists each reference with its place', () => {
    const { references, faults } = listReferences({ a: ['${tasks.a.output.x}', { b: 'x ${input.y} ${context.z}' }] }, 'input');
    expect(faults).toEqual([]);
    expect(references.map(({ path, reference }) => [path, reference.source])).toEqual([
      ['input.a.0', 'tasks.a.output.x'],
      ['input.a.1.b', 'input.y'],
      ['input.a.1.b', 'context.z'],
    ]);
  });
});
