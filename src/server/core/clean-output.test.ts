import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanOutput, OUTPUT_LIMITS } from './clean-output.ts';
import type { JsonValue } from './json.ts';
import { scanJson } from './json-scan.ts';

const limits = { maxBytes: 100, maxDepth: 5 };
const textOf = (result: ReturnType<typeof cleanOutput>) => (result.ok ? result.text : result.code);

describe('clean output', () => {
  it('[J1] clean text comes back as it is, byte for byte', () => {
    const text = '{ "b": [1e5, "\\u00e9", "é", "😀"],\n "a": "\\\\u0000" }';
    expect(cleanOutput(text)).toEqual({ ok: true, text });
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        fc.pre(!json.includes('\\u'));
        expect(cleanOutput(json)).toEqual({ ok: true, text: json });
      }),
    );
  });

  it.each([
    ['"a\\u0000b"', '"a\uFFFDb"'],
    ['"\\ud800"', '"\uFFFD"'],
    ['"\\uD83D\\uDE00"', '"😀"'],
    ['"\\udc00\\ud800"', '"\uFFFD\uFFFD"'],
    ['"\ud800x"', '"\uFFFDx"'],
    ['{"k\\u0000":{"\\udfff":[1]}}', '{"k\uFFFD":{"\uFFFD":[1]}}'],
    ['{"__proto__":"\\u0000","constructor":1}', '{"__proto__":"\uFFFD","constructor":1}'],
  ])('[J2] what PostgreSQL refuses becomes U+FFFD, in keys too: %s', (text, cleaned) => {
    expect(textOf(cleanOutput(text))).toBe(cleaned);
  });

  it('[J3] cleaning twice changes nothing more, and leaves no NUL and no half pair', () => {
    const dirty = fc
      .array(fc.oneof(fc.integer({ min: 0xd800, max: 0xdfff }), fc.constantFrom(0, 0x41, 0x22, 0x5c)), { maxLength: 12 })
      .map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(fc.dictionary(dirty, fc.array(dirty)), (value) => {
        const first = textOf(cleanOutput(JSON.stringify(value)));
        expect(textOf(cleanOutput(first))).toBe(first);
        const check = (item: JsonValue): boolean =>
          typeof item === 'string'
            ? !/\p{Surrogate}/u.test(item) && !item.includes('\u0000')
            : Object.entries(item as object)
                .flat()
                .every(check);
        expect(check(JSON.parse(first) as JsonValue)).toBe(true);
      }),
    );
  });

  it.each(['', 'undefined', '{"a":', '[1,]', 'NaN', '"\u0000"', '{"a":1}{', "'a'", ']['])('[J4] %j is not JSON', (text) => {
    expect(textOf(cleanOutput(text))).toBe('invalid_output');
  });

  it.each(['1e400', '[-1e999]', '{"a":[1E309]}', `[${'9'.repeat(400)}]`])('[J5] a number beyond a double is refused: %s', (text) => {
    expect(textOf(cleanOutput(text))).toBe('invalid_output');
  });

  it.each(['1e308', '[1.5E-400]', '"1e400"', `"${'9'.repeat(400)}"`, '[true,1,false]'])('[J5] %s is within it', (text) => {
    expect(textOf(cleanOutput(text))).toBe(text);
  });

  it('[J6] depth is refused before anything recurses, a million brackets within a blink', () => {
    expect(textOf(cleanOutput('[[[[[1]]]]]', limits))).toBe('[[[[[1]]]]]');
    expect(textOf(cleanOutput('[[[[{"a":[]}]]]]', limits))).toBe('invalid_output');
    expect(textOf(cleanOutput(`"${'['.repeat(90)}"`, limits))).toBe(`"${'['.repeat(90)}"`);
    const started = process.cpuUsage();
    expect(textOf(cleanOutput('['.repeat(1_000_000)))).toBe('invalid_output');
    expect(textOf(cleanOutput('{"a":'.repeat(1_000_000)))).toBe('invalid_output');
    const { user, system } = process.cpuUsage(started);
    expect(user + system, 'microseconds').toBeLessThan(500_000);
  });

  it('[J7] size counts UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = JSON.stringify(text);
        expect(scanJson(json, OUTPUT_LIMITS).bytes).toBe(new TextEncoder().encode(json).length);
      }),
    );
    expect(textOf(cleanOutput(`"${'é'.repeat(49)}"`, limits))).toHaveLength(51);
    expect(textOf(cleanOutput(`"${'é'.repeat(50)}"`, limits))).toBe('output_too_large');
    expect(textOf(cleanOutput(`[${Array.from({ length: 25 }, () => '1e9').join()},"\\ud800"]`, { ...limits, maxBytes: 120 }))).toBe(
      'output_too_large',
    );
  });
});
