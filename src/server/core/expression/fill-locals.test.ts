// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../json.ts';
import { escapeTemplate, fillLocals } from './fill-locals.ts';
import { resolveTemplate } from './references.ts';
import type { ExpressionScope } from './scope.ts';

const scope: ExpressionScope = {
  input: { name: 'Ada' },
  context: {},
  tasks: { a: { status: 'completed', output: 'a$', error: null } },
  locals: { item: { path: 'src/x$', tricky: '${input.name}' }, index: 3 },
};

describe('fill locals', () => {
  it.each<[string, JsonValue, JsonValue]>([
    ['a whole item', '${item}', { path: 'src/x$', tricky: '$${input.name}' }],
    ['a part of it', { file: '${item.path}', at: '${index}' }, { file: 'src/x$', at: 3 }],
    ['text around it', 'no. ${index}: ${item.path}', 'no. 3: src/x$'],
    ['other references beside it', '${item.path}${input.name}', 'src/x$Ada'],
    ['no item at all', ['${input.name}', '$${item}', 7, null], ['${input.name}', '$${item}', 7, null]],
  ])('[MP1] fills in %s', (_, template, filled) => {
    expect(fillLocals(template, scope)).toEqual({ value: filled });
  });

  it('[MP1] a call outside of a map or loop knows no item', () => {
    expect(resolveTemplate('${item.path}', { ...scope, locals: {} })).toMatchObject({
      fault: { message: expect.stringContaining('leads nowhere') },
    });
  });

  it('[MP1] names the place of an item that lacks what is asked of it', () => {
    expect(fillLocals({ deep: ['x', '${item.missing}'] }, scope)).toMatchObject({
      fault: { path: 'deep.1', message: expect.stringContaining('missing') },
    });
  });

  it('[MP2] no item smuggles in a reference: what was filled in resolves to itself', () => {
    const text = fc.string({ unit: fc.constantFrom('$', '{', '}', 'input.name', 'x', '${input.name}'), maxLength: 8 });
    const value = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.dictionary(fc.constantFrom('k', 'l'), text));
    fc.assert(
      fc.property(value, (item) => {
        const whole = fillLocals('${item}', { ...scope, locals: { item: item as JsonValue } });
        expect(whole).toHaveProperty('value');
        expect(resolveTemplate((whole as { value: JsonValue }).value, scope)).toEqual({ value: item });
        expect(resolveTemplate(escapeTemplate(item as JsonValue), scope)).toEqual({ value: item });
      }),
    );
  });
});
