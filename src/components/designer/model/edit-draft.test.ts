// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomDefinition, writtenDefinition } from '../../../../tests/draft-arbitraries.ts';
import { drawing } from '../../../../tests/property-seed.ts';
import type { JsonObject, JsonValue } from '../../../server/core/json.ts';
import { AREA_COLOURS, groupOf, groupsOf, notesOf, placeOf } from '../../graph/areas.ts';
import { checkDraft } from './check-draft.ts';
import { copyTasks, duplicateTasks, pasteTasks } from './copy-tasks.ts';
import { type Draft, draftValue, findTask, readDraft, taskIdOf } from './draft.ts';
import { graphOfDraft, shapeOfDraft } from './draft-graph.ts';
import { setHeadField, setTaskField } from './edit-draft.ts';
import { dropGroup, renameGroup, showGroup } from './edit-groups.ts';
import { groupTasks, moveTasks, releaseTasks, setNotes } from './edit-places.ts';
import { addTask, connect, disconnect, freeId, idsOf, insertOnEdge, removeTasks, renameTask } from './edit-tasks.ts';
import { record, redo, startHistory, undo } from './history.ts';
import { edgesOf, refuseEdge } from './task-edges.ts';

const TEXT = `# Reviews a repository.
name: Review   # shown in lists

# The work
tasks:
  # first of all
  - task_id: read
    task_type:   read
    input: {path: "\${input.path}"}   # where it lies

  - task_id: judge   # the hard part
    task_type: judge
    dependencies: [read]
    condition: tasks.read.output.size > 0 && "tasks.read" != input.tasks.read
    input:
      text: "\${tasks.read.output} costs $\${tasks.read.output}"

metadata: {owner: us}
# the end
`;

/** Draws the definition by the acts of a canvas, in another order than that of its list. */
function drawn(definition: JsonObject): Draft {
  const tasks = definition.tasks as JsonObject[];
  let draft = readDraft('name: Random\n');
  for (const { dependencies: _, metadata: __, ...task } of tasks) draft = addTask(draft, task);
  for (const { task_id: to, dependencies } of tasks.toReversed()) {
    for (const item of (dependencies ?? []) as (string | { task_id: string; when?: string; soft?: boolean })[]) {
      const edge =
        typeof item === 'string' ? { from: item } : { from: item.task_id, when: item.when ?? 'completed', soft: item.soft ?? false };
      draft = connect(draft, { ...edge, to: String(to) });
    }
  }
  const places = tasks.flatMap((task) => {
    const place = placeOf(task);
    return place ? [{ id: String(task.task_id), ...place }] : [];
  });
  return moveTasks(draft, places);
}

const graph = (draft: Draft) => graphOfDraft(draft, new Map(), []);
/** All that the canvas shows: cards, edges, groups, notes. */
const canvas = (draft: Draft) => ({ ...graph(draft), groups: groupsOf(draft), notes: notesOf(draft) });
const ids = (draft: Draft) => [...idsOf(draft)];
const withoutOwner = (definition: JsonValue) =>
  JSON.parse(JSON.stringify(definition, (key, value: unknown) => (key === 'owner' ? undefined : value))) as JsonValue;

/** What else may be drawn, with words that are not easily written. */
const words = fc.constantFrom('analysis', 'a: b', '# none', "it's", '- x', '12', 'yes', ' two\nlines\n', '\ttab', 'é 😀', '"', '{x');
const areas = fc.record({
  notes: fc.array(
    fc.record({
      text: words,
      x: fc.integer({ min: -5000, max: 5000 }),
      y: fc.nat(900),
      width: fc.integer({ min: 96, max: 400 }),
      height: fc.integer({ min: 48, max: 300 }),
      colour: fc.constantFrom(...AREA_COLOURS),
    }),
    { maxLength: 2 },
  ),
  group: words,
  members: fc.nat(3),
});

describe('edit draft', () => {
  it('[DE3] a thousand graphs drawn on the canvas come back from their text as they were drawn', () => {
    fc.assert(
      fc.property(randomDefinition(4), areas, (definition, { notes, group, members }) => {
        const plain = drawn(definition);
        expect(graph(plain)).toEqual(graph(readDraft(JSON.stringify(definition))));
        expect(draftValue(plain)).toEqual(withoutOwner(definition));
        const draft = setNotes(groupTasks(plain, ids(plain).slice(0, members), group), notes);
        expect(canvas(readDraft(draft.text))).toEqual(canvas(draft));
        expect(canvas(draft)).toMatchObject({
          notes,
          groups: members === 0 ? [] : [{ name: group, members: ids(plain).slice(0, members) }],
        });
      }),
      drawing(1_000),
    );
  });

  /** One random act; numbers choose among what there is. */
  const ACTS: ((draft: Draft, a: number, b: number) => Draft)[] = [
    (draft, a) => addTask(draft, { task_id: freeId(idsOf(draft), 'task'), task_type: 'work' }, ids(draft)[a % 7]),
    (draft, a) =>
      removeTasks(
        draft,
        ids(draft).filter((_, index) => index % 5 === a % 5),
      ),
    (draft, a, b) => {
      const [from, to] = [ids(draft)[a % ids(draft).length], ids(draft)[b % ids(draft).length]];
      return from === undefined || to === undefined || refuseEdge(draft, from, to) !== null
        ? draft
        : connect(draft, { from, to, soft: b % 2 === 0 });
    },
    (draft, a) => {
      const edge = edgesOf(draft)[a % Math.max(1, edgesOf(draft).length)];
      return edge ? disconnect(draft, edge) : draft;
    },
    (draft, a) => {
      const edge = edgesOf(draft)[a % Math.max(1, edgesOf(draft).length)];
      return edge ? insertOnEdge(draft, edge, { task_id: freeId(idsOf(draft), 'between'), task_type: 'work' }) : draft;
    },
    (draft, a, b) => {
      const id = ids(draft)[a % Math.max(1, ids(draft).length)];
      return id === undefined ? draft : renameTask(draft, id, freeId(idsOf(draft), b % 2 === 0 ? 'new.name' : 'new-name'));
    },
    (draft, a, b) =>
      moveTasks(
        draft,
        ids(draft)
          .slice(a % 3, b % 9)
          .map((id, index) => ({ id, x: a * 1.5, y: index * b })),
      ),
    (draft) => releaseTasks(draft, ids(draft)),
    (draft, a, b) => groupTasks(draft, ids(draft).slice(0, a % 4), b % 2 === 0 ? 'analysis' : null),
    (draft, a, b) =>
      setNotes(draft, [
        ...notesOf(draft).slice(b % 2),
        { text: `note: ${a}`, x: a, y: b, width: 200, height: 100, colour: AREA_COLOURS[a % AREA_COLOURS.length] ?? 'plain' },
      ]),
    (draft, a, b) => {
      const group = groupsOf(draft)[a % Math.max(1, groupsOf(draft).length)]?.name;
      if (group === undefined) return draft;
      if (b % 3 === 0) return dropGroup(draft, group);
      if (b % 3 === 1) return renameGroup(draft, group, `group: ${a}`);
      return showGroup(draft, group, {
        folded: a % 2 === 0,
        colour: a % 5 === 0 ? 'plain' : 'red',
        place: a % 7 === 0 ? null : { x: a, y: b },
      });
    },
    (draft, a) =>
      draft.tasks.length === 0
        ? draft
        : setTaskField(draft, { index: a % draft.tasks.length, path: ['retry', 'max_attempts'] }, (a % 5) + 1),
    (draft, a, b) =>
      draft.tasks.length === 0
        ? draft
        : setTaskField(draft, { index: a % draft.tasks.length, path: ['description'] }, b % 3 === 0 ? undefined : `${a}: # ${b}\n`),
    (draft, a) => setHeadField(draft, ['description'], a % 2 === 0 ? undefined : `about ${a}`),
    (draft, a) => duplicateTasks(draft, ids(draft).slice(a % 3, (a % 3) + 2)).draft,
  ];
  const acts = fc.array(fc.tuple(fc.nat({ max: ACTS.length - 1 }), fc.nat(), fc.nat()), { maxLength: 40 });

  it('[DE4] random acts are undone to the very characters they began with, and done again to those they ended with', () => {
    fc.assert(
      fc.property(writtenDefinition(6), acts, ({ text }, chosen) => {
        let draft = readDraft(text);
        let history = startHistory(text);
        for (const [act, a, b] of chosen) {
          draft = ACTS[act]?.(draft, a, b) ?? draft;
          expect(draft.faults).toEqual([]);
          history = record(history, draft.text, { label: 'act', at: 0 });
        }
        const steps = history.past.length;
        for (let step = 0; step < steps; step += 1) history = undo(history);
        expect(history.text).toBe(text);
        for (let step = 0; step < steps; step += 1) history = redo(history);
        expect(history.text).toBe(draft.text);
        expect(canvas(readDraft(history.text))).toEqual(canvas(draft));
        expect(readDraft(history.text).tasks.map(({ value }) => value)).toEqual(draft.tasks.map(({ value }) => value));
      }),
      drawing(60),
    );
  });

  it('[DE5] a change keeps every comment of what stays, and the very characters of every piece it is not about', () => {
    fc.assert(
      fc.property(writtenDefinition(6), fc.nat(), ({ text, comments }, a) => {
        const draft = readDraft(text);
        const index = a % draft.tasks.length;
        const id = taskIdOf(draft.tasks[index] ?? { value: null }) ?? '';
        const changed = [
          setTaskField(draft, { index: index, path: ['timeout_seconds'] }, 7),
          moveTasks(draft, [{ id, x: 1, y: 2 }]),
          addTask(draft, { task_id: 'fresh', task_type: 'work' }, id),
          renameTask(draft, id, 'other'),
        ];
        for (const after of changed) expect(after.text.match(/^ *# note \d+$/gm)?.length ?? 0).toBe(comments);
        for (const after of changed.slice(0, 3)) {
          for (const [at, { from, to }] of draft.tasks.entries()) if (at !== index) expect(after.text).toContain(text.slice(from, to));
        }
      }),
      drawing(40),
    );
  });

  it('[DE6] a renamed task is followed by everything that names it, and the definition stays as right as it was', () => {
    fc.assert(
      fc.property(randomDefinition(8), fc.nat(), fc.constantFrom('other', 'an-other', 'a.output', 'x.y'), (definition, a, name) => {
        const draft = readDraft(JSON.stringify(definition));
        const from = ids(draft)[a % ids(draft).length] ?? '';
        const after = renameTask(draft, from, name);
        expect(checkDraft(after)).toEqual([]);
        const swap = (id: string) => (id === from ? name : id);
        expect(edgesOf(after)).toEqual(edgesOf(draft).map((edge) => ({ ...edge, from: swap(edge.from), to: swap(edge.to) })));
        expect(renameTask(after, name, from).tasks.map(({ value }) => value)).toEqual(draft.tasks.map(({ value }) => value));
      }),
      drawing(60),
    );
  });

  it('[DE6] references, conditions and branches follow; words that only look like it stay', () => {
    const after = renameTask(readDraft(TEXT), 'read', 'scan-all');
    expect(after.text).toContain('condition: tasks["scan-all"].output.size > 0 && "tasks.read" != input.tasks.read');
    expect(after.text).toContain('text: "${tasks.scan-all.output} costs $${tasks.read.output}"');
    expect(after.text).toContain('dependencies: [scan-all]');
    expect(after.text).toContain('task_type: read');
    const branch = 'name: x\ntasks:\n  - task_id: a\n    branch: {cases: [{when: tasks.b.output.n > 1, then: [b]}], otherwise: [b, c]}\n';
    expect(renameTask(readDraft(branch), 'b', 'z').text).toContain('{cases: [{when: tasks.z.output.n > 1, then: [z]}], otherwise: [z, c]}');
  });

  it('[DE7] an edge that closes a circle, doubles another or leads to its own task is refused with the way it would close', () => {
    const draft = readDraft('tasks:\n  - task_id: a\n  - {task_id: b, dependencies: [a]}\n  - {task_id: c, dependencies: [b]}\n');
    expect(refuseEdge(draft, 'c', 'a')).toBe('A circle: a → b → c → a.');
    expect(refuseEdge(draft, 'a', 'a')).toBe('"a" would wait for itself.');
    expect(refuseEdge(draft, 'a', 'b')).toBe('"b" waits for "a" already.');
    expect(refuseEdge(draft, 'a', 'c')).toBeNull();
  });

  it('[DE7] edges that are not refused never make a circle', () => {
    fc.assert(
      fc.property(randomDefinition(8), fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 }), (definition, wishes) => {
        let draft = readDraft(JSON.stringify(definition));
        const all = ids(draft);
        for (const [a, b] of wishes) {
          const [from, to] = [all[a % all.length] ?? '', all[b % all.length] ?? ''];
          if (refuseEdge(draft, from, to) === null) draft = connect(draft, { from, to });
        }
        expect(checkDraft(draft)).toEqual([]);
      }),
      drawing(60),
    );
  });

  it('[DE8] removed tasks take their edges and their places in branches with them; the last one leaves an empty list', () => {
    const draft = readDraft(TEXT);
    expect(edgesOf(removeTasks(draft, ['read']))).toEqual([]);
    const none = removeTasks(draft, ['read', 'judge']);
    expect(draftValue(none)?.tasks).toEqual([]);
    expect(addTask(none, { task_id: 'a', task_type: 'b' }).tasks).toHaveLength(1);
    const branch = readDraft(
      'tasks:\n  - task_id: a\n    branch: {cases: [{when: "true", then: [b, c]}], otherwise: [b]}\n  - task_id: b\n  - task_id: c\n',
    );
    expect(JSON.stringify(removeTasks(branch, ['b']).tasks[0]?.value)).toContain('"then":["c"]}],"otherwise":[]');
  });

  it('[DE8] a task put onto an edge waits as the edge did', () => {
    const draft = insertOnEdge(
      readDraft(TEXT),
      { from: 'read', to: 'judge', when: 'always', soft: false },
      { task_id: 'mid', task_type: 'm' },
    );
    expect(edgesOf(draft)).toEqual([
      { from: 'read', to: 'mid', when: 'always', soft: false },
      { from: 'mid', to: 'judge', when: 'completed', soft: false },
    ]);
    expect(shapeOfDraft(draft).nodes.map(({ id }) => id)).toEqual(['read', 'mid', 'judge']);
  });

  it('[DE9] copies have ids of their own, inner edges and references lead to copies, outer ones to where they led', () => {
    const { draft, ids: copies } = duplicateTasks(readDraft(TEXT), ['judge']);
    expect(copies).toEqual(['judge-2']);
    expect(edgesOf(draft)).toContainEqual({ from: 'read', to: 'judge-2', when: 'completed', soft: false });
    const both = duplicateTasks(readDraft(TEXT), ['read', 'judge']);
    expect(edgesOf(both.draft)).toContainEqual({ from: 'read-2', to: 'judge-2', when: 'completed', soft: false });
    expect(findTask(both.draft, 'judge-2')?.value).toMatchObject({ input: { text: '${tasks.read-2.output} costs $${tasks.read.output}' } });
    expect(both.draft.text.match(/# first of all/g)).toHaveLength(2);
    expect(checkDraft(both.draft)).toEqual([]);
  });

  it('[DE9] a copy is text that other definitions take; what it waited for and is not there is left out', () => {
    const text = copyTasks(readDraft(TEXT), ['judge']);
    const pasted = pasteTasks(readDraft('name: other\n'), text);
    expect(pasted?.ids).toEqual(['judge']);
    expect(edgesOf(pasted?.draft ?? readDraft(''))).toEqual([]);
    expect(pasteTasks(readDraft(TEXT), 'just words')).toBeNull();
    expect(pasteTasks(readDraft(TEXT), JSON.stringify({ tasks: [{ task_id: 'read', task_type: 'x' }] }))?.ids).toEqual(['read-2']);
  });

  it('[DE10] places, groups and notes are read back, and a task that is released has none', () => {
    const draft = setNotes(groupTasks(moveTasks(readDraft(TEXT), [{ id: 'read', x: 10.4, y: -3 }]), ['read'], 'first'), [
      { text: 'why', x: 1, y: 2, width: 200, height: 90, colour: 'blue' },
    ]);
    const [read] = draft.tasks;
    expect(placeOf(read?.value ?? null)).toEqual({ x: 10, y: -3 });
    expect(groupOf(read?.value ?? null)).toBe('first');
    expect(notesOf(draft)).toEqual([{ text: 'why', x: 1, y: 2, width: 200, height: 90, colour: 'blue' }]);
    expect(placeOf(releaseTasks(draft, ['read']).tasks[0]?.value ?? null)).toBeNull();
  });
});
