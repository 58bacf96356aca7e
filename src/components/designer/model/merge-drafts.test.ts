import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writtenDefinition } from '../../../../tests/draft-arbitraries.ts';
import { drawing } from '../../../../tests/property-seed.ts';
import type { JsonObject } from '../../../server/core/json.ts';
import { taskDefinitionSchema, workflowDefinitionSchema } from '../../../server/core/workflow/definition.ts';
import { draftValue, readDraft } from './draft.ts';
import { setHeadField, setTaskField } from './edit-draft.ts';
import { addTask, removeTasks } from './edit-tasks.ts';
import { mergeDrafts } from './merge-drafts.ts';
import { terseTask, writeTerse } from './terse-definition.ts';

const BASE = readDraft(
  'name: x\n# the work\ntasks:\n  # one\n  - task_id: a\n    task_type: t\n  - task_id: b\n    task_type: t\n  - task_id: c\n    task_type: t\n',
);
const stored = (definition: JsonObject) => JSON.parse(JSON.stringify(workflowDefinitionSchema.parse(definition))) as JsonObject;

describe('merge drafts', () => {
  it('[DE14] what only one side changed is taken from it; comments stay', () => {
    const mine = setTaskField(removeTasks(BASE, ['c']), { index: 0, path: ['priority'] }, 'high');
    const theirs = addTask(
      setTaskField(setHeadField(BASE, ['description'], 'd'), { index: 1, path: ['hedge'] }, true),
      { task_id: 'n', task_type: 't' },
      'a',
    );
    const { text, conflicts, taken } = mergeDrafts({ base: BASE, mine, theirs });
    expect(conflicts).toEqual([]);
    expect(taken).toEqual(['description', 'task n', 'task b']);
    expect(text).toContain('# one\n');
    expect(draftValue(readDraft(text))).toEqual({
      name: 'x',
      description: 'd',
      tasks: [
        { task_id: 'a', task_type: 't', priority: 'high' },
        { task_id: 'n', task_type: 't' },
        { task_id: 'b', task_type: 't', hedge: true },
      ],
    });
  });

  it('[DE14] what both changed differently is a conflict with both sides, and somebody decides', () => {
    const mine = removeTasks(setTaskField(BASE, { index: 0, path: ['priority'] }, 'high'), ['b']);
    const theirs = setTaskField(setTaskField(BASE, { index: 0, path: ['priority'] }, 'low'), { index: 1, path: ['hedge'] }, true);
    const merged = mergeDrafts({ base: BASE, mine, theirs });
    expect(merged.conflicts.map(({ name, mine: m, theirs: t }) => [name, m?.includes('high'), t?.includes('low') ?? t])).toEqual([
      ['task a', true, true],
      ['task b', undefined, false],
    ]);
    expect(draftValue(readDraft(merged.text))?.tasks).toHaveLength(2);
    const chosen = mergeDrafts(
      { base: BASE, mine, theirs },
      new Map([
        ['task a', 'theirs'],
        ['task b', 'theirs'],
      ]),
    );
    expect(draftValue(readDraft(chosen.text))).toEqual(draftValue(theirs));
  });

  it('[DE14] a side that says the same in other words changed nothing', () => {
    const theirs = readDraft(writeTerse(stored(draftValue(BASE) ?? {})));
    const mine = setTaskField(BASE, { index: 0, path: ['priority'] }, 'high');
    expect(mergeDrafts({ base: BASE, mine, theirs })).toMatchObject({ conflicts: [], taken: [], text: mine.text });
    const indented = readDraft(BASE.text.replaceAll('\n  ', '\n'));
    expect(
      mergeDrafts({
        base: BASE,
        mine: addTask(BASE, { task_id: 'n', task_type: 't' }),
        theirs: setTaskField(indented, { index: 0, path: ['hedge'] }, true),
      }).conflicts,
    ).toEqual([]);
  });

  it('[DE14] merged with what nobody changed, a draft is itself', () => {
    fc.assert(
      fc.property(writtenDefinition(5), fc.nat(), ({ text }, a) => {
        const base = readDraft(text);
        const changed = setTaskField(base, { index: a % base.tasks.length, path: ['priority'] }, 'high');
        expect(draftValue(readDraft(mergeDrafts({ base, mine: changed, theirs: base }).text))).toEqual(draftValue(changed));
        expect(draftValue(readDraft(mergeDrafts({ base, mine: base, theirs: changed }).text))).toEqual(draftValue(changed));
      }),
      drawing(40),
    );
  });

  it('[DE15] a stored definition is written without its defaults, and means the same', () => {
    fc.assert(
      fc.property(writtenDefinition(5), ({ definition }) => {
        const full = stored(definition);
        const text = writeTerse(full);
        expect(stored(draftValue(readDraft(text)) ?? {})).toEqual(full);
        expect(text).not.toMatch(/routing_strategy|creativity_requirements|preferred_agents/);
      }),
      drawing(40),
    );
    expect(
      terseTask(JSON.parse(JSON.stringify(taskDefinitionSchema.parse({ task_id: 'a', task_type: 't', retry: { max_attempts: 5 } })))),
    ).toEqual({
      task_id: 'a',
      task_type: 't',
      retry: { max_attempts: 5 },
    });
  });
});
