import { describe, expect, it } from 'vitest';
import { compileSchema, findSchemaFault, SchemaError } from './compile-schema.ts';

describe('schemas of contracts', () => {
  it.each([
    [{ type: 'object', required: ['a'] }, { a: 1 }, null],
    [{ type: 'object', required: ['a'] }, {}, "the output must have required property 'a'"],
    [{ properties: { a: { $ref: '#/$defs/n' } }, $defs: { n: { type: 'number' } } }, { a: 'x' }, '/a must be number'],
    [{ prefixItems: [{ type: 'string' }], items: false }, ['a', 1], 'the output must NOT have more than 1 items'],
    [
      { $id: 'https://example.org/s', unevaluatedProperties: false, allOf: [{ properties: { a: true } }] },
      { b: 1 },
      'the output must NOT have unevaluated properties',
    ],
    [{ format: 'email' }, 'not one', null],
  ])('[VO30] %j over %j', (schema, value, fault) => {
    expect(findSchemaFault(JSON.stringify(schema), value)).toBe(fault);
  });

  it.each([
    ['an unknown type', { type: 'text' }],
    ['a pattern that is none', { pattern: '(' }],
    ['a reference to another document', { $ref: 'https://example.org/other' }],
    ['a reference to nowhere', { $ref: '#/$defs/none' }],
    ['another dialect', { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' }],
    ['an extension that answers later', { $async: true, type: 'object' }],
  ])('[VO31] refuses %s', (_, schema) => {
    expect(() => compileSchema(JSON.stringify(schema))).toThrow(SchemaError);
  });

  it('[VO31] two schemas of the same id do not see each other', () => {
    const of = (type: string) => JSON.stringify({ $id: 'https://example.org/same', type });
    expect(findSchemaFault(of('number'), 1)).toBe(null);
    expect(findSchemaFault(of('string'), 1)).toBe('the output must be string');
    expect(() => compileSchema(JSON.stringify({ $ref: 'https://example.org/same' }))).toThrow(SchemaError);
  });
});
