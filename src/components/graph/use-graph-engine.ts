'use client';
import { useStoreApi } from '@xyflow/react';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { ActsHost } from './canvas-acts.ts';
import type { GraphCanvasProps } from './canvas-graph.ts';
import type { CardFlowNode } from './card.tsx';
import { FocusWalk } from './focus-walk.ts';
import { GraphEngine } from './graph-engine.ts';
import { watchTheme } from './graph-theme.ts';
import { onGraphKey } from './key-acts.ts';
import { PointerActs } from './pointer-acts.ts';
import type { Scene } from './scene.ts';
import { ViewPort } from './view-port.ts';

/** The elements that the engine works on. */
export interface GraphParts {
  root: RefObject<HTMLElement | null>;
  canvas: RefObject<HTMLCanvasElement | null>;
  icons: RefObject<HTMLDivElement | null>;
  box: RefObject<HTMLDivElement | null>;
  hint: RefObject<HTMLDivElement | null>;
  voice: RefObject<HTMLParagraphElement | null>;
  proxies: readonly [RefObject<HTMLButtonElement | null>, RefObject<HTMLButtonElement | null>];
}

export interface Mounted {
  engine: GraphEngine;
  walk: FocusWalk;
}

function present<T>({ current }: RefObject<T | null>): T {
  if (current === null) throw new Error('a part of the graph is not rendered');
  return current;
}

/** Builds the engine once the parts are there, and gives it with the cards it wants rendered. */
export function useGraphEngine(
  parts: GraphParts,
  props: GraphCanvasProps,
  rename: (id: string) => void,
): { mounted: Mounted | null; cards: CardFlowNode[] } {
  const store = useStoreApi();
  const [cards, setCards] = useState<CardFlowNode[]>([]);
  const [mounted, setMounted] = useState<Mounted | null>(null);
  const latest = useRef({ props, rename });
  useLayoutEffect(() => {
    latest.current = { props, rename };
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts are refs, there for as long as the graph is
  useLayoutEffect(() => {
    const root = present(parts.root);
    const engine = new GraphEngine({
      root,
      canvas: present(parts.canvas),
      icons: present(parts.icons),
      port: new ViewPort(store),
      render: (next, now) => (now ? flushSync(() => setCards(next)) : setCards(next)),
    });
    const walk = new FocusWalk(engine, [present(parts.proxies[0]), present(parts.proxies[1])], present(parts.voice));
    const host: ActsHost = {
      engine,
      walk,
      props: () => latest.current.props,
      rename: (node) => latest.current.rename(engine.scene.idOf(node)),
    };
    const pointer = new PointerActs(host, { box: present(parts.box), hint: present(parts.hint) });
    const onKey = (event: KeyboardEvent) => onGraphKey(host, event);
    root.addEventListener('keydown', onKey);
    const unwatch = watchTheme(() => engine.setTheme());
    setMounted({ engine, walk });
    return () => {
      root.removeEventListener('keydown', onKey);
      unwatch();
      pointer.destroy();
      engine.destroy();
    };
  }, [store]);
  return { mounted, cards };
}

/** Gives the engine what the page shows now: the graph, the selection, the states. */
export function useGraphContent(mounted: Mounted | null, scene: Scene, props: GraphCanvasProps): void {
  const { selection, statuses, onSelect, editing } = props;
  const [selectable, editable] = [onSelect !== undefined, editing !== undefined];
  useLayoutEffect(() => {
    mounted?.engine.setScene(scene, { selectable, editable });
    mounted?.walk.refresh();
  }, [mounted, scene, selectable, editable]);
  useEffect(() => {
    mounted?.engine.setStates(statuses);
    return statuses?.subscribe((changed) => mounted?.engine.readStates(changed));
  }, [mounted, statuses]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is selected must be found in the new scene, too
  useEffect(() => mounted?.engine.selectFrom(selection), [mounted, scene, selection]);
}
