import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { writtenDefinition } from '../../../../tests/draft-arbitraries.ts';
import { drawing } from '../../../../tests/property-seed.ts';
import { chunkText, cutText } from './cut-text.ts';
import { draftValue, findTask, readDraft, taskAt, taskIdOf } from './draft.ts';
import { inPieces } from './edit-draft.ts';

const whole = (text: string) => parseDocument(text, { merge: false, version: '1.2' }).toJS() as unknown;

describe('draft', () => {
  it('[DE1] the pieces of a text are the text, and what they say is what the whole says', () => {
    fc.assert(
      fc.property(writtenDefinition(), ({ text, definition }) => {
        const draft = readDraft(text);
        expect(draft.chunks?.map(chunkText).join('')).toBe(text);
        expect(draftValue(draft)).toEqual(whole(text));
        expect(draftValue(draft)).toEqual(definition);
        for (const { value, from, to } of draft.tasks) expect(parseDocument(text.slice(from, to)).toJS()).toEqual([value]);
      }),
      drawing(40),
    );
  });

  it.each<[string, string]>([
    ['JSON', '{"name": "x", "tasks": [{"task_id": "a", "task_type": "t"}]}'],
    ['lists in one line', 'name: x\ntasks: [{task_id: a, task_type: t}] # all of it\n'],
    [
      'anchors across tasks',
      'name: x\ntasks:\n  - &a {task_id: a, task_type: t, input: &in [1]}\n  - {task_id: b, task_type: t, input: *in}\n',
    ],
    ['quoted keys', '"name": x\n"tasks":\n  - task_id: a\n'],
    ['a start of a document', '---\nname: x\ntasks:\n  - task_id: a\n'],
    ['line ends of another system', 'name: x\r\ntasks:\r\n  - task_id: a\r\n'],
    ['a text that goes on at the margin', 'name: "two\n\n  words"\ntasks:\n- task_id: a\n'],
  ])('[DE1] %s: read as a whole where needed, and said again in pieces', (_, text) => {
    const draft = readDraft(text);
    expect(draft.faults).toEqual([]);
    expect(draftValue(draft)).toEqual(whole(text));
    const pieces = inPieces(draft);
    expect(pieces.chunks).not.toBeNull();
    expect(draftValue(pieces)).toEqual(whole(text));
  });

  it.each<[string, string, number]>([
    ['broken YAML', 'name: [1, 2\ntasks: {\n', 1],
    ['a task whose text breaks', 'name: x\ntasks:\n  - task_id: "a\n  - task_id: b\n', 1],
    ['no object', '- a\n- b\n', 1],
    ['tasks of another kind', 'name: x\ntasks: many\n', 1],
    ['a key twice', 'name: x\nname: y\ntasks: []\n', 1],
    ['an alias to nothing', 'name: x\ntasks:\n  - *a\n', 1],
    [
      'a bomb of aliases',
      `name: x\ntasks: []\nmetadata:\n  a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
        .split('')
        .map((name, index) => `  ${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
        .join('\n')}\n`,
      1,
    ],
    ['100,000 tasks', `name: x\ntasks:\n${'  - task_id: a\n'.repeat(100_000)}`, 1],
  ])('[DE2] %s is a fault with a place, not an exception', (_, text, least) => {
    const draft = readDraft(text);
    expect(draft.head).toBeNull();
    expect(draft.faults.length).toBeGreaterThanOrEqual(least);
    for (const { from, to, message } of draft.faults) {
      expect(message).not.toBe('');
      expect(from).toBeLessThanOrEqual(to);
      expect(to).toBeLessThanOrEqual(text.length);
    }
  });

  it('[DE2] whatever the text, reading it ends without an exception', () => {
    const line = fc.constantFrom(
      'tasks:',
      '  - task_id: a',
      '- b',
      '  # c',
      '    |',
      '',
      '    x: |+',
      '  y',
      '"',
      '{',
      '*a',
      '&a',
      '...',
      '\t- z',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(line).map((lines) => lines.join('\n')),
        ),
        (text) => {
          const draft = readDraft(text);
          if (draft.chunks) expect(draft.chunks.map(chunkText).join('')).toBe(text);
          if (draft.head) expect(draftValue(draft)).toEqual({ ...(whole(text) as object), tasks: draft.tasks.map(({ value }) => value) });
        },
      ),
    );
  });

  it('[DE1] a character leads to its task, and an id to its task', () => {
    const text = 'name: x\ntasks:\n  - task_id: a\n    task_type: t\n\n  - task_id: b\n';
    const draft = readDraft(text);
    expect(taskIdOf(taskAt(draft, text.indexOf('task_type')) ?? { value: null })).toBe('a');
    expect(taskAt(draft, 3)).toBeUndefined();
    expect(text.slice(findTask(draft, 'b')?.from, findTask(draft, 'b')?.to)).toBe('- task_id: b'.padStart(14));
    expect(cutText(text)?.map(({ kind }) => kind)).toEqual(['entry', 'tasks', 'task', 'task', 'end']);
  });

  it('[DE1] a piece that stays as it is is not read again', () => {
    const text = 'name: x\ntasks:\n  - task_id: a\n  - task_id: b\n';
    const before = readDraft(text);
    const after = readDraft(text.replace('task_id: b', 'task_id: c'), before);
    expect(after.tasks[0]?.value).toBe(before.tasks[0]?.value);
    expect(after.tasks[1]?.value).toEqual({ task_id: 'c' });
  });
});
