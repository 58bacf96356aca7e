// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writtenDefinition } from '../../../../tests/draft-arbitraries.ts';
import { drawing } from '../../../../tests/property-seed.ts';
import type { JsonObject } from '../../../server/core/json.ts';
import { workflowDefinitionSchema } from '../../../server/core/workflow/definition.ts';
import { completeText, explainText, type Vocabulary } from './complete-text.ts';
import { readDraft } from './draft.ts';
import { ITEM, yamlPlace } from './yaml-place.ts';

const known: Vocabulary = {
  schema: z.toJSONSchema(workflowDefinitionSchema, { io: 'input', unrepresentable: 'any' }) as JsonObject,
  capabilities: ['reading', 'writing'],
};

/** The cursor stands at "|". */
const cursor = (text: string) => ({ text: text.replace('|', ''), offset: text.indexOf('|') });
const offered = (marked: string) => {
  const { text, offset } = cursor(marked);
  return completeText(readDraft(text), offset, known)?.offers.map((offer) => offer.text) ?? [];
};
const TWO =
  'name: w\ntasks:\n  - task_id: first\n    task_type: read\n    required_capabilities: [reading]\n  - task_id: second\n    task_type: write\n';

describe('places in a text', () => {
  it.each<[string, string[], boolean, string]>([
    ['na|', [], true, 'na'],
    ['name: x|', ['name'], false, 'x'],
    ['tasks:\n  - task_id: a\n    ret|', ['tasks', ITEM], true, 'ret'],
    ['tasks:\n- task_id: a\n  re|', ['tasks', ITEM], true, 're'],
    ['tasks:\n  - |', ['tasks', ITEM], true, ''],
    ['tasks:\n  - task_id: a\n    retry:\n      max|', ['tasks', ITEM, 'retry'], true, 'max'],
    ['tasks:\n  - task_id: a\n    retry:\n      max_attempts: 2\n      b|', ['tasks', ITEM, 'retry'], true, 'b'],
    ['tasks:\n  - dependencies: [x, y|', ['tasks', ITEM, 'dependencies', ITEM], false, 'y'],
    ['tasks:\n  - dependencies:\n      - x\n      - y|', ['tasks', ITEM, 'dependencies', ITEM], true, 'y'],
    ['tasks:\n  - dependencies:\n      - task_id: x\n        when: f|', ['tasks', ITEM, 'dependencies', ITEM, 'when'], false, 'f'],
    ['tasks:\n  - dependencies: [{task_id: x, wh|', ['tasks', ITEM, 'dependencies', ITEM], true, 'wh'],
    ['tasks:\n  - task_id: a\n    input: {path: "${inp|', ['tasks', ITEM, 'input', 'path'], false, '"${inp'],
    ['tasks:\n  - task_id: a\n\n# words\n    ti|', ['tasks', ITEM], true, 'ti'],
    ['tasks:\n  - task_id: a\npri|', [], true, 'pri'],
  ])('[DE31] %j stands below its keys', (marked, path, isKey, prefix) => {
    const { text, offset } = cursor(marked);
    expect(yamlPlace(text, offset)).toMatchObject({ path, isKey, prefix, from: offset - prefix.length });
  });

  it('[DE31] a comment is nobody else’s business', () => {
    expect(yamlPlace('name: x # na', 12)).toBeNull();
  });

  it('[DE31] whatever the text and the place, there is an answer, and what it replaces ends at the cursor', () => {
    fc.assert(
      fc.property(writtenDefinition(5), fc.nat(), ({ text }, at) => {
        const offset = at % (text.length + 1);
        const place = yamlPlace(text, offset);
        if (place) expect(text.slice(place.from, offset)).toBe(place.prefix);
        completeText(readDraft(text), offset, known);
        explainText(readDraft(text), offset, known);
      }),
      drawing(200),
    );
  });
});

describe('typing help', () => {
  it('[DE32] offers the keys that the schema knows there and that are not said yet', () => {
    expect(offered('execution_|')).toEqual(['execution_mode: ']);
    expect(offered('name: w\ntasks:\n  - task_id: a\n    task_|')).toEqual(['task_type: ']);
    expect(offered('tasks:\n  - task_id: a\n    retry:\n      |')).toContain('backoff_ms: ');
    expect(offered('tasks:\n  - task_id: a\n    dependencies: [{task_id: b, so|')).toEqual(['soft: ']);
  });

  it('[DE32] offers the values that the schema lists', () => {
    expect(offered('execution_mode: s|')).toEqual(['sequential']);
    expect(offered('tasks:\n  - task_id: a\n    hedge: |')).toEqual(['true', 'false']);
    expect(offered('tasks:\n  - task_id: a\n    dependencies:\n      - task_id: b\n        when: f|')).toEqual(['failed']);
  });

  it('[DE32] offers tasks where a task is named, but none that would close a circle or is named already', () => {
    expect(offered(`${TWO}    dependencies: [|]`)).toEqual(['first']);
    expect(offered(`${TWO}    dependencies:\n      - fi|`)).toContain('first');
    expect(offered(`${TWO}    dependencies: [first]\n  - task_id: third\n    task_type: x\n    dependencies: [first, |]`)).toEqual([
      'second',
    ]);
    expect(offered(TWO.replace('[reading]', '[reading]\n    dependencies: [|]').concat('    dependencies: [first]\n'))).toEqual([]);
  });

  it('[DE32] offers the names of a reference and of a condition', () => {
    expect(offered(`${TWO}    input: {text: "\${|`)).toEqual(['input', 'context', 'tasks']);
    expect(offered(`${TWO}    input:\n      text: \${tasks.f|`)).toEqual(['first']);
    expect(offered(`${TWO}    input:\n      text: \${tasks.first.|`)).toEqual(['output', 'status', 'error']);
    expect(offered(`${TWO}    condition: size(tasks.first.o|`)).toEqual(['output']);
    expect(offered(`${TWO}    map: {over: "\${input.list}"}\n    input: \${it|`)).toEqual(['item']);
  });

  it('[DE32] offers what the fleet can do, and types that the draft has', () => {
    expect(offered(`${TWO}    required_capabilities: [w|`)).toEqual(['writing']);
    expect(offered(`${TWO}  - task_id: a\n    task_type: r|`)).toEqual(['read']);
  });

  it('[DE33] says what a key may be, and what a task is that is named', () => {
    const explain = (marked: string) => {
      const { text, offset } = cursor(marked);
      return explainText(readDraft(text), offset, known)?.lines;
    };
    expect(explain('tasks:\n  - task_id: a\n    time|out_seconds: 3\n')).toEqual(['timeout_seconds', 'number, 0.001 to 604800, else 1800']);
    expect(explain(`${TWO}    dependencies: [fi|rst]\n`)).toEqual(['first', 'Waits for nothing']);
    expect(explain('na|ught: 1\n')).toBeUndefined();
  });
});
