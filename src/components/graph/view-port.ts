import type { useStoreApi } from '@xyflow/react';
import type { View } from './view.ts';

type FlowStore = ReturnType<typeof useStoreApi>;

/** The only place that touches React Flow's store: where the view is, and how it is moved. Half public there: look here first on an upgrade. */
export class ViewPort {
  private readonly store: FlowStore;

  constructor(store: FlowStore) {
    this.store = store;
  }

  /** Without a size nothing can be drawn yet. */
  get(): View {
    const {
      transform: [x, y, zoom],
      width,
      height,
    } = this.store.getState();
    return { x, y, zoom, width, height };
  }

  /** @param ms how long the way there takes; 0 is at once */
  set({ x, y, zoom }: Pick<View, 'x' | 'y' | 'zoom'>, ms = 0): void {
    void this.store.getState().panZoom?.setViewport({ x, y, zoom }, { duration: ms });
  }

  get ready(): boolean {
    const { panZoom, width, height } = this.store.getState();
    return panZoom !== null && width > 0 && height > 0;
  }

  /** Calls back when the view moves or its size changes. */
  watch(onChange: (what: 'moved' | 'resized') => void): () => void {
    return this.store.subscribe((now, before) => {
      if (now.width !== before.width || now.height !== before.height || now.panZoom !== before.panZoom) onChange('resized');
      else if (now.transform !== before.transform) onChange('moved');
    });
  }
}

/** Whether the reader asked for less motion. */
export const wantsStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
