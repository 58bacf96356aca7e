import { Bot, Boxes, Layers, type LucideIcon, Radio, Repeat, Split, Timer, Undo2, UserCheck, Workflow } from 'lucide-react';
import type { TaskStatus } from '@/server/core/task/state.ts';
import { TASK_LOOKS, type Tone } from '../status/status-vocabulary.ts';
import type { CanvasNode, CardKind, NodeChange, NodeState } from './canvas-graph.ts';

// The one look of a card, read by the painter and by the DOM card alike. What is measured in px is measured at zoom 1.

/** card: plain. pill: nobody works there. stack: many of the same. frame: a whole workflow inside. diamond: ways part. */
export type CardShape = 'card' | 'pill' | 'stack' | 'frame' | 'diamond';

export interface KindLook {
  word: string;
  icon: LucideIcon;
  shape: CardShape;
}

export const KIND_LOOKS: Record<CardKind, KindLook> = {
  agent: { word: 'Agent call', icon: Bot, shape: 'card' },
  map: { word: 'Map', icon: Layers, shape: 'stack' },
  loop: { word: 'Loop', icon: Repeat, shape: 'stack' },
  branch: { word: 'Branch', icon: Split, shape: 'diamond' },
  approval: { word: 'Approval', icon: UserCheck, shape: 'pill' },
  timer: { word: 'Timer', icon: Timer, shape: 'pill' },
  wait: { word: 'Wait for an event', icon: Radio, shape: 'pill' },
  sub_workflow: { word: 'Sub-workflow', icon: Workflow, shape: 'frame' },
  compensation: { word: 'Agent call with a way back', icon: Undo2, shape: 'card' },
  group: { word: 'Group', icon: Boxes, shape: 'stack' },
};

export const CARD = {
  /** Corner radius of a card and of a pill. */
  radius: 6,
  pill: 22,
  /** Frame and padding, left and right. */
  inset: 11,
  icon: 16,
  kindIcon: 14,
  gap: 8,
  /** Between the parts of the second line. */
  wordGap: 6,
  /** Between the kind's mark and what is beside it. */
  badgeGap: 4,
  lineHeight: 16,
  nameFont: 12,
  remarkFont: 11,
  /** The offset of the second card of a stack, and of the inner frame of a workflow. */
  stack: 3,
  frame: 3,
  /** Half a diagonal of the diamond where ways part. */
  diamond: 6,
  /** Below FAR_ZOOM: only the mark and the name, large. */
  farIcon: 24,
  farFont: 17,
  farLineHeight: 19,
} as const;

/** Below this a card's second line cannot be read, and it shows its name alone. */
export const FAR_ZOOM = 0.55;
/** Below this a node is a box with the mark of its state, above it a card. */
export const BOX_ZOOM = 0.32;

export interface Frame {
  tone: Tone | 'none' | 'fault';
  border: 'line' | 'lineStrong' | 'ok' | 'run' | 'wait' | 'fail';
  fill: 'panel' | 'page' | 'okSoft' | 'runSoft' | 'waitSoft' | 'failSoft';
  dashed: boolean;
}

const FRAMES: Record<Tone | 'none' | 'fault', Frame> = {
  none: { tone: 'none', border: 'lineStrong', fill: 'panel', dashed: false },
  ok: { tone: 'ok', border: 'line', fill: 'panel', dashed: false },
  run: { tone: 'run', border: 'run', fill: 'runSoft', dashed: false },
  wait: { tone: 'wait', border: 'wait', fill: 'panel', dashed: false },
  fail: { tone: 'fail', border: 'fail', fill: 'failSoft', dashed: false },
  idle: { tone: 'idle', border: 'line', fill: 'page', dashed: true },
  fault: { tone: 'fault', border: 'fail', fill: 'panel', dashed: true },
};

/** Far away a frame alone says too little: what is done and what waits are filled, too. */
const FAR_FRAMES: Partial<Record<Frame['tone'], Frame>> = {
  ok: { tone: 'ok', border: 'ok', fill: 'okSoft', dashed: false },
  wait: { tone: 'wait', border: 'wait', fill: 'waitSoft', dashed: false },
};

/** What differs is seen first: filled at every distance. */
const CHANGE_FRAMES: Record<NodeChange, Frame> = {
  added: { tone: 'none', border: 'ok', fill: 'okSoft', dashed: false },
  removed: { tone: 'none', border: 'fail', fill: 'failSoft', dashed: true },
  changed: { tone: 'none', border: 'wait', fill: 'waitSoft', dashed: false },
};

export function frameOf(node: CanvasNode, state: Pick<NodeState, 'status' | 'change'> | undefined, far: boolean): Frame {
  if (state?.change !== undefined) return CHANGE_FRAMES[state.change];
  const status: TaskStatus | null = state?.status ?? null;
  const tone = node.fault !== undefined ? 'fault' : status === null ? 'none' : TASK_LOOKS[status].tone;
  return (far ? FAR_FRAMES[tone] : undefined) ?? FRAMES[tone];
}

export interface CardWords {
  remark: string;
  tone: NodeState['tone'];
  /** "×3", or empty. */
  again: string;
  badge: string;
  /** Whether the kind's mark stands at the right, as the state's has the left. */
  kindMark: boolean;
}

/** Kinds whose second line is the node's type rather than the kind. */
const TYPED: ReadonlySet<CardKind> = new Set(['agent', 'compensation', 'group']);

/** What a card says, but for its name and the time it counts. */
export function wordsOf(node: CanvasNode, state: NodeState | undefined): CardWords {
  const plain = TYPED.has(node.kind) ? node.type : KIND_LOOKS[node.kind].word;
  const running = state?.status != null;
  return {
    remark: node.fault ?? (state?.remark || plain),
    tone: node.fault === undefined ? (state?.tone ?? 'plain') : 'fail',
    again: state && state.attempts > 1 ? `×${state.attempts}` : '',
    badge: state?.badge ?? '',
    kindMark: running && node.kind !== 'agent',
  };
}
