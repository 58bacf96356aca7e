import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomDefinition } from '../../../../tests/draft-arbitraries.ts';
import { drawing } from '../../../../tests/property-seed.ts';
import { groupsOf } from '../../graph/areas.ts';
import { readDraft } from './draft.ts';
import { graphOfDraft, shapeOfDraft } from './draft-graph.ts';
import { dropGroup, freeGroupName, releaseGroups, renameGroup, showGroup } from './edit-groups.ts';
import { groupTasks, moveTasks } from './edit-places.ts';
import { idsOf } from './edit-tasks.ts';
import { Folding } from './fold-groups.ts';

const TEXT = `name: Four
tasks:
  - task_id: a
    task_type: work
  - task_id: b
    task_type: work
    dependencies: [a]
  - task_id: c
    task_type: work
    dependencies: [a, b]
  - task_id: d
    task_type: work
    dependencies: [b, c]
`;
const grouped = () => groupTasks(readDraft(TEXT), ['b', 'c'], 'Middle');

describe('groups', () => {
  it('[DE29] a group keeps its members, its fold, its colour and its place in the text, and loses them with itself', () => {
    const shown = showGroup(grouped(), 'Middle', { folded: true, colour: 'blue', place: { x: 1.6, y: 2 } });
    expect(groupsOf(readDraft(shown.text))).toEqual([
      { name: 'Middle', members: ['b', 'c'], folded: true, colour: 'blue', place: { x: 2, y: 2 } },
    ]);
    const renamed = renameGroup(shown, 'Middle', ' Core ');
    expect(groupsOf(renamed)).toMatchObject([{ name: 'Core', members: ['b', 'c'], folded: true, colour: 'blue' }]);
    expect(freeGroupName(renamed)).toBe('Group 1');
    expect(dropGroup(renamed, 'Core').text).toBe(TEXT);
    expect(groupsOf(releaseGroups(shown, ['a']))[0]?.place).toEqual({ x: 2, y: 2 });
    expect(groupsOf(releaseGroups(shown, ['c']))[0]?.place).toBeNull();
    expect(showGroup(shown, 'Middle', { folded: false, colour: 'plain', place: null }).text).toBe(grouped().text);
  });

  it('[DE30] a folded group is one card: edges inside are gone, those of its tasks lead to it, once', () => {
    const folding = new Folding(groupsOf(showGroup(grouped(), 'Middle', { folded: true })));
    const { nodes, edges } = folding.foldShape(shapeOfDraft(grouped()));
    expect(nodes.map(({ id, type }) => [id, type])).toEqual([
      ['a', 'work'],
      ['group:Middle', '2 tasks'],
      ['d', 'work'],
    ]);
    expect(edges.map(({ from, to }) => [from, to])).toEqual([
      ['a', 'group:Middle'],
      ['group:Middle', 'd'],
    ]);
  });

  it('[DE30] what is selected on the canvas are the tasks behind it, and back', () => {
    const draft = showGroup(grouped(), 'Middle', { folded: true });
    const folding = new Folding(groupsOf(draft));
    const { edges } = shapeOfDraft(draft);
    const chosen = { nodes: ['group:Middle', 'd'], edges: [{ from: 'a', to: 'group:Middle', when: 'completed', soft: false }] };
    const unfolded = folding.unfoldSelection(chosen, edges);
    expect(unfolded.nodes).toEqual(['b', 'c', 'd']);
    expect(unfolded.edges.map(({ to }) => to)).toEqual(['b', 'c']);
    expect(folding.foldSelection(unfolded)).toEqual(chosen);
  });

  it('[DE30] its card lies where it was put, else with its first member that was put somewhere, else where the layout has it', () => {
    const laidOut = new Map([['group:Middle', { x: 5, y: 5 }]]);
    const at = (draft: ReturnType<typeof grouped>, placed: ReadonlyMap<string, { x: number; y: number } | null>) => {
      const folding = new Folding(groupsOf(draft));
      const node = folding.foldGraph(graphOfDraft(draft, laidOut, []), { laidOut, placed }).nodes.find(({ id }) => id === 'group:Middle');
      return [node?.x, node?.y];
    };
    const folded = showGroup(grouped(), 'Middle', { folded: true });
    expect(at(folded, new Map())).toEqual([5, 5]);
    expect(at(moveTasks(folded, [{ id: 'c', x: 9, y: 8 }]), new Map([['c', { x: 9, y: 8 }]]))).toEqual([9, 8]);
    expect(at(showGroup(folded, 'Middle', { place: { x: 1, y: 2 } }), new Map([['c', { x: 9, y: 8 }]]))).toEqual([1, 2]);
  });

  it('[DE30] whatever is folded, every task is behind exactly one card, and no edge leads nowhere', () => {
    fc.assert(
      fc.property(randomDefinition(8), fc.array(fc.nat({ max: 2 }), { minLength: 8, maxLength: 8 }), (definition, picks) => {
        const plain = readDraft(JSON.stringify(definition));
        const ids = [...idsOf(plain)];
        const into = ['one', 'two'].reduce((draft, name, which) => {
          const members = ids.filter((_, index) => picks[index] === which);
          return members.length === 0 ? draft : showGroup(groupTasks(draft, members, name), name, { folded: true });
        }, plain);
        const folding = new Folding(groupsOf(into));
        const { nodes, edges } = folding.foldShape(shapeOfDraft(into));
        expect(folding.tasksOf(nodes.map(({ id }) => id)).toSorted()).toEqual(ids.toSorted());
        const shown = new Set(nodes.map(({ id }) => id));
        for (const { from, to } of edges) expect([shown.has(from), shown.has(to), from === to]).toEqual([true, true, false]);
      }),
      drawing(60),
    );
  });
});
