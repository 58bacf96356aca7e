import { describe, expect, it } from 'vitest';
import { splitChanged } from './due-nodes.ts';
import { NODE_WIDTH } from './fold-layers.ts';
import { Scene } from './scene.ts';

// Four tasks in a row, a step apart: the window shows the first two, the sheet the first three.
const STEP = 2 * NODE_WIDTH;
const node = (index: number) => ({ id: `t${index}`, name: '', type: '', kind: 'agent' as const, x: index * STEP, y: 0 });
const SHEET = [-10, -10, 2 * STEP + 10, 100] as const;
const WINDOW = [-10, -10, STEP + 10, 100] as const;

function sceneWith(...cards: number[]): Scene {
  const scene = new Scene({ nodes: [0, 1, 2, 3].map(node), edges: [] });
  for (const card of cards) scene.inDom[card] = 1;
  return scene;
}

describe('what of a change is painted', () => {
  it.each([
    ['without cards, what is in the window', [], WINDOW, [0, 1], [2]],
    ['under a card nothing', [0], WINDOW, [1], [0, 2]],
    ['everything on the sheet once the view moves', [0, 1], null, [0, 1, 2], []],
  ] as const)('[GV19] %s', (_, cards, window, due, owed) => {
    expect(splitChanged(sceneWith(...cards), [0, 1, 2, 3], { sheet: SHEET, window })).toEqual({ due, owed });
  });
});
