import { describe, expect, it } from 'vitest';
import type { JsonValue } from '@/server/core/json.ts';
import { areasOf, framesOf, roomsOf } from './areas.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';

const definition: JsonValue = {
  name: 'Drawn',
  metadata: {
    notes: [{ text: 'Read me', x: -40, y: 10, colour: 'amber' }, { x: 1 }, 'no note'],
    groups: { Checks: { folded: true, colour: 'blue', place: [9, 9] } },
  },
  tasks: [
    { task_id: 'a', metadata: { place: [0, 0], group: 'Checks' } },
    { task_id: 'b', metadata: { place: [300, 'low'], group: 'Checks' } },
    { task_id: 'c', metadata: { group: '' } },
  ],
};

describe('what an author put onto a graph', () => {
  it('[FL11] places, notes and groups are read from the metadata, and what is none of them is left out', () => {
    const { places, notes, groups } = areasOf(definition);
    expect([...places]).toEqual([['a', { x: 0, y: 0 }]]);
    expect(notes).toEqual([{ text: 'Read me', x: -40, y: 10, width: 208, height: 96, colour: 'amber' }]);
    expect(groups).toEqual([{ name: 'Checks', members: ['a', 'b'], folded: true, colour: 'blue', place: { x: 9, y: 9 } }]);
    for (const broken of [null, 'text', [], { tasks: 'x', metadata: [] }])
      expect(areasOf(broken)).toEqual({ places: new Map(), notes: [], groups: [] });
  });

  it('[FL11] a frame lies around the members that are drawn, folded or not, and all of it fits into view', () => {
    const { notes, groups } = areasOf(definition);
    const nodes = [
      { id: 'a', x: 0, y: 0 },
      { id: 'b', x: 300, y: 50 },
      { id: 'c', x: 900, y: 0 },
    ];
    const [frame] = framesOf(nodes, groups);
    expect(frame?.rect).toEqual([-16, -16, 300 + NODE_WIDTH + 16, 50 + NODE_HEIGHT + 16]);
    expect(framesOf([nodes[2] as (typeof nodes)[number]], groups)).toEqual([]);
    expect(roomsOf(notes, [frame as NonNullable<typeof frame>])).toEqual([
      [-40, 10, 168, 106],
      [-16, -48, 300 + NODE_WIDTH + 16, 50 + NODE_HEIGHT + 16],
    ]);
  });
});
