import { TASK_STATUSES } from '@/server/core/task/state.ts';
import { TASK_LOOKS } from '../status/status-vocabulary.ts';
import { type ThemeColour, TONE_COLOUR } from './graph-theme.ts';

// Far away a node is a box. Its state is told by colour and by how the box is filled, so that it reads without colour, too.

/** Parts of a box that are filled, in shares of its width and height: left, top, right, bottom. */
export type Fill = readonly (readonly [number, number, number, number])[];

const WHOLE: Fill = [[0, 0, 1, 1]];

const FILLS: Record<(typeof TASK_STATUSES)[number], Fill> = {
  pending: [[0, 0.35, 1, 0.65]],
  ready: [[0, 0.5, 1, 1]],
  assigned: [[0, 0, 0.33, 1]],
  running: [[0, 0, 0.66, 1]],
  waiting: [
    [0, 0, 0.33, 1],
    [0.67, 0, 1, 1],
  ],
  completed: WHOLE,
  failed: [
    [0, 0, 0.42, 1],
    [0.42, 0, 0.58, 0.25],
    [0.42, 0.75, 0.58, 1],
    [0.58, 0, 1, 1],
  ],
  cancelled: [
    [0, 0, 1, 0.2],
    [0, 0.8, 1, 1],
  ],
  skipped: [[0, 0.8, 1, 1]],
};

export interface BoxMark {
  colour: ThemeColour;
  fill: Fill;
  /** Nothing of the ground shows. */
  whole: boolean;
}

/** By a scene's status byte. */
export const BOX_MARKS: readonly BoxMark[] = [
  { colour: 'ink3', fill: WHOLE, whole: true },
  ...TASK_STATUSES.map((status) => ({
    colour: TONE_COLOUR[TASK_LOOKS[status].tone],
    fill: FILLS[status],
    whole: FILLS[status] === WHOLE,
  })),
];
