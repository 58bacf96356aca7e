import type { KeyboardEvent } from 'react';
import type { Point } from '../graph/canvas-graph.ts';
import { GRID } from '../graph/helper-lines.ts';

/** How far an arrow moves what lies on the ground, graph px. */
const STEP = 4 * GRID;
const STEPS: Partial<Record<string, Point>> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

/** What an arrow key moves by; null for any other key. */
export const stepOf = ({ key }: Pick<KeyboardEvent, 'key'>): Point | null => STEPS[key] ?? null;

/** Takes a key for its own: nothing else hears of it. */
export function takeKey(event: KeyboardEvent, act: () => void): void {
  event.preventDefault();
  event.stopPropagation();
  act();
}
