'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useSyncExternalStore } from 'react';
import { StatusIcon } from '../status/status-mark.tsx';
import { TASK_LOOKS } from '../status/status-vocabulary.ts';
import { cn } from '../ui/class-names.ts';
import { accessibleRest, useNodeState } from './card.tsx';
import { KIND_LOOKS } from './card-look.ts';
import type { Scene } from './scene.ts';
import { directionOf, neighbourOf, readingOrder } from './walk-scene.ts';

const ROW_PX = 28;
const PAGE = 12;
/** Deeper levels are not indented further. */
const DEEPEST = 8;

function RowBody({ scene, index }: { scene: Scene; index: number }) {
  const status = useNodeState(scene, index)?.status ?? null;
  const node = scene.nodes[index];
  if (!node) return null;
  const Icon = KIND_LOOKS[node.kind].icon;
  return (
    <>
      {status ? (
        <StatusIcon look={TASK_LOOKS[status]} className="size-3.5" />
      ) : (
        <Icon aria-hidden className="size-3.5 shrink-0 text-ink-3" />
      )}
      <span className="truncate">{node.name}</span>
      <span className="sr-only">{accessibleRest(node, status && TASK_LOOKS[status].word)}</span>
    </>
  );
}

interface OutlineProps {
  scene: Scene;
  onFocusNode(node: number): void;
  onChoose(node: number): void;
}

/** Every task in one list, column by column: the canvas for who does not see it. Focus and selection are the canvas's. */
export function Outline({ scene, onFocusNode, onChoose }: OutlineProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const read = () => scene.version;
  useSyncExternalStore(scene.subscribe, read, read);
  const { order, level, place } = useMemo(() => {
    const { order: read, level: levels } = readingOrder(scene);
    return { order: read, level: levels, place: new Map(read.map((node, row) => [node, row])) };
  }, [scene]);
  const rows = useVirtualizer({
    count: order.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
  });
  const active = place.get(scene.focus) ?? 0;
  useEffect(() => rows.scrollToIndex(active, { align: 'auto' }), [active, rows]);
  const go = (row: number) => onFocusNode(order[Math.min(order.length - 1, Math.max(0, row))] ?? -1);
  const onKeyDown = (event: KeyboardEvent) => {
    const rowTo: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + PAGE,
      PageUp: active - PAGE,
      Home: 0,
      End: order.length - 1,
    };
    const to = rowTo[event.key];
    const node = order[active] ?? -1;
    const direction = directionOf(event.key);
    if (to !== undefined) go(to);
    else if (event.key === 'Enter' || event.key === ' ') onChoose(node);
    else if (direction) onFocusNode(neighbourOf(scene, node, direction));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label="Task outline"
      aria-multiselectable
      aria-activedescendant={`${id}-${order[active]}`}
      tabIndex={0}
      data-inline
      className="min-h-0 flex-1 overflow-auto text-small"
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index: row, start }) => {
          const node = order[row] ?? -1;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list itself has the focus and its keys
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, rows are its active descendants
            <div
              key={node}
              id={`${id}-${node}`}
              role="option"
              aria-setsize={order.length}
              aria-posinset={row + 1}
              aria-selected={scene.selected.has(node)}
              className={cn(
                'absolute inset-x-0 top-0 flex h-7 items-center gap-2 pr-2 text-ink-2 hover:bg-hover',
                row === active && 'bg-raised text-ink',
                scene.selected.has(node) && 'bg-accent-soft text-ink',
              )}
              style={{ transform: `translateY(${start}px)`, paddingLeft: 10 + Math.min(DEEPEST, level[node] ?? 0) * 6 }}
              onClick={() => onChoose(node)}
            >
              <RowBody scene={scene} index={node} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
