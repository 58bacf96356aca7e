'use client';
import type { Node, NodeProps } from '@xyflow/react';
import { memo, useCallback, useSyncExternalStore } from 'react';
import { StatusIcon } from '../status/status-mark.tsx';
import { TASK_LOOKS } from '../status/status-vocabulary.ts';
import { Span } from '../time/time-text.tsx';
import { cn } from '../ui/class-names.ts';
import type { CanvasNode, NodeState } from './canvas-graph.ts';
import { type Frame, frameOf, KIND_LOOKS, wordsOf } from './card-look.ts';
import type { Scene } from './scene.ts';

// A task as it stands in the DOM: what paint-cards.ts paints, with a button that can be reached. The two change together.

export interface CardData extends Record<string, unknown> {
  scene: Scene;
  index: number;
  /** Whether there is anything to select. */
  selectable: boolean;
  editable: boolean;
  /** In a small graph every card is one of the tab's ways; in a large one the focus has a place of its own. */
  walkable: boolean;
}

export type CardFlowNode = Node<CardData, 'card'>;

const BORDER: Record<Frame['border'], string> = {
  line: 'border-line',
  lineStrong: 'border-line-strong',
  ok: 'border-ok',
  run: 'border-run',
  wait: 'border-wait',
  fail: 'border-fail',
};
const FILL: Record<Frame['fill'], string> = {
  panel: 'bg-panel',
  page: 'bg-page',
  okSoft: 'bg-ok-soft',
  runSoft: 'bg-run-soft',
  waitSoft: 'bg-wait-soft',
  failSoft: 'bg-fail-soft',
};
/** Far away what is done and what waits is filled, as it is on the canvas. */
const FAR_FILL: Partial<Record<Frame['tone'], string>> = {
  ok: 'group-data-far/graph:bg-ok-soft group-data-far/graph:border-ok',
  wait: 'group-data-far/graph:bg-wait-soft',
};
const SHAPE = {
  card: 'rounded-control',
  pill: 'rounded-[22px]',
  stack: 'rounded-control shadow-[2px_2px_0_0_var(--panel),3px_3px_0_0_var(--line-strong)]',
  frame:
    'rounded-control before:pointer-events-none before:absolute before:inset-[2px] before:rounded-[3px] before:border before:border-line-strong',
  diamond:
    'rounded-control after:absolute after:top-1/2 after:-right-[5.5px] after:size-[9px] after:-translate-y-1/2 after:rotate-45 after:border after:border-line-strong after:bg-panel',
} as const;
const REMARK = { plain: '', wait: 'text-wait', fail: 'text-fail' } as const;

function Remark({ node, state }: { node: CanvasNode; state: NodeState | undefined }) {
  const words = wordsOf(node, state);
  return (
    <>
      <span className={cn('truncate', REMARK[words.tone])}>{words.remark}</span>
      {words.again !== '' && <span className="shrink-0 text-wait">{words.again}</span>}
      {state?.startedAt && <Span from={state.startedAt} to={state.endedAt} className="ml-auto shrink-0" />}
    </>
  );
}

/** One bit that a card needs of the scene. */
function useScene<T extends boolean>(scene: Scene, read: () => T): T {
  return useSyncExternalStore(scene.subscribe, read, read);
}

export function useNodeState(scene: Scene, index: number): NodeState | undefined {
  const watch = useCallback((listener: () => void) => scene.watch(index, listener), [scene, index]);
  const read = useCallback(() => scene.stateOf(index), [scene, index]);
  return useSyncExternalStore(watch, read, read);
}

function Body({ node, data: { scene, index, selectable, editable, walkable } }: { node: CanvasNode; data: CardData }) {
  const state = useNodeState(scene, index);
  const selected = useScene(scene, () => scene.selected.has(index));
  const inTurn = useScene(scene, () => walkable && (scene.focus < 0 ? scene.entry : scene.focus) === index);
  const status = state?.status ?? null;
  const look = status && TASK_LOOKS[status];
  const kind = KIND_LOOKS[node.kind];
  const frame = frameOf(node, state, false);
  const words = wordsOf(node, state);
  return (
    <button
      type="button"
      disabled={!selectable}
      tabIndex={inTurn ? 0 : -1}
      aria-pressed={selectable ? selected : undefined}
      title={node.fault ?? node.name}
      data-card={index}
      className={cn(
        // React Flow hides its nodes from the pointer: nothing in them is dragged or selected its way.
        'graph-card pointer-events-auto relative flex h-11 w-52 items-center gap-2 border px-2.5 text-left',
        // In a large graph states change by the hundred, and fading each of them costs the frames of all.
        walkable && 'transition-colors duration-200',
        BORDER[frame.border],
        FILL[frame.fill],
        FAR_FILL[frame.tone],
        frame.dashed && 'border-dashed',
        SHAPE[kind.shape],
        selected && 'outline-2 outline-accent outline-offset-2',
      )}
    >
      {look ? (
        <StatusIcon look={look} className="size-4 group-data-far/graph:size-6" />
      ) : (
        <kind.icon aria-hidden className="size-4 shrink-0 text-ink-3 group-data-far/graph:size-6" />
      )}
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium text-ink text-small leading-4 group-data-far/graph:line-clamp-2 group-data-far/graph:whitespace-normal group-data-far/graph:text-[17px] group-data-far/graph:leading-[19px]">
          {node.name}
        </span>
        <span className="sr-only">{accessibleRest(node, status && TASK_LOOKS[status].word)}</span>
        <span className="flex min-w-0 gap-1.5 text-ink-3 text-micro leading-4 group-data-far/graph:hidden">
          <Remark node={node} state={state} />
        </span>
      </span>
      {(words.kindMark || words.badge !== '') && (
        <span className="flex shrink-0 items-center gap-1 text-ink-3 text-micro group-data-far/graph:hidden">
          {words.kindMark && <kind.icon aria-hidden className="size-3.5" />}
          {words.badge}
        </span>
      )}
      {editable && kind.shape !== 'diamond' && (
        <span aria-hidden className="absolute top-1/2 -right-[4.5px] size-2 -translate-y-1/2 rounded-full border border-ink-3 bg-panel" />
      )}
    </button>
  );
}

/** What follows a task's name when it is read out: its state, and its kind when it is no plain agent call. */
export function accessibleRest(node: CanvasNode, status: string | null): string {
  const parts = [status, node.kind === 'agent' ? null : KIND_LOOKS[node.kind].word].filter((part) => part !== null);
  return parts.length === 0 ? '' : `, ${parts.join('. ')}. `;
}

export const Card = memo(function Card({ data }: NodeProps<CardFlowNode>) {
  const node = data.scene.nodes[data.index];
  return node ? <Body node={node} data={data} /> : null;
});
