'use client';
import { ListTree, Maximize, Minus, Plus } from 'lucide-react';
import { useShortcut } from '../keys/shortcuts.ts';
import { Button } from '../ui/button.tsx';

const ZOOM_STEP = 1.3;

export interface ControlActs {
  fit(): void;
  zoomBy(factor: number): void;
  zoomTo(zoom: number): void;
  toggleOutline(): void;
}

/** The keys of the graph, where it owns the page's keys. */
export function ControlKeys({ fit, zoomBy, zoomTo, toggleOutline }: ControlActs) {
  useShortcut({ keys: 'f', label: 'Show the whole graph', group: 'Graph' }, fit);
  useShortcut({ keys: '+', label: 'Zoom in', group: 'Graph' }, () => zoomBy(ZOOM_STEP));
  useShortcut({ keys: '-', label: 'Zoom out', group: 'Graph' }, () => zoomBy(1 / ZOOM_STEP));
  useShortcut({ keys: '0', label: 'Zoom to actual size', group: 'Graph' }, () => zoomTo(1));
  useShortcut({ keys: 'o', label: 'Show or hide the task outline', group: 'Graph' }, toggleOutline);
  return null;
}

export function GraphControls({ fit, zoomBy, toggleOutline, outline }: ControlActs & { outline: boolean }) {
  return (
    <div data-graph-control className="absolute bottom-3 left-3 z-10 flex rounded-control border bg-panel p-0.5">
      <Button variant="ghost" size="icon" aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoomBy(ZOOM_STEP)}>
        <Plus aria-hidden />
      </Button>
      <Button variant="ghost" size="icon" aria-label="Zoom out" title="Zoom out (-)" onClick={() => zoomBy(1 / ZOOM_STEP)}>
        <Minus aria-hidden />
      </Button>
      <Button variant="ghost" size="icon" aria-label="Show the whole graph" title="Show the whole graph (f)" onClick={fit}>
        <Maximize aria-hidden />
      </Button>
      <Button variant="ghost" size="icon" aria-label="Task outline" title="Task outline (o)" aria-pressed={outline} onClick={toggleOutline}>
        <ListTree aria-hidden />
      </Button>
    </div>
  );
}
