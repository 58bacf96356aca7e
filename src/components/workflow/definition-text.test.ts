import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDefinition, TEXT_FORMATS, writeDefinition } from './definition-text.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the workflow language
const definition = { name: 'Review', tasks: [{ task_id: 'a', task_type: 'count', input: { path: '${input.path}', n: 1 } }] };

describe('definitions as text', () => {
  it.each(TEXT_FORMATS)('[U7] %s reads back what it wrote', async (format) => {
    expect(await readDefinition(await writeDefinition(definition, format), format)).toEqual({ ok: true, value: definition });
  });

  it('[U7] any JSON value survives the way through YAML', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
        const plain = JSON.parse(JSON.stringify(value));
        expect(await readDefinition(await writeDefinition(plain, 'yaml'), 'yaml')).toEqual({ ok: true, value: plain });
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['json', '{"name": }'],
    ['yaml', 'name: [1, 2\ntasks: {'],
  ] as const)('[U7] broken %s is a fault, not an exception', async (format, text) => {
    const read = await readDefinition(text, format);
    expect(read.ok ? [] : read.faults).not.toEqual([]);
  });

  it('[U7] a YAML bomb is refused', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
      .join('\n')}`;
    expect((await readDefinition(bomb, 'yaml')).ok).toBe(false);
  });
});
