'use client';
import { type PointerEvent, useEffect, useRef } from 'react';
import { BOX_MARKS } from './box-marks.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';
import type { GraphEngine } from './graph-engine.ts';
import { type View, worldOf } from './view.ts';

const SIZE = { width: 200, height: 140 } as const;
/** The map is repainted at most this often, ms; the frame of the view moves with every frame. */
const REPAINT_MS = 250;

interface Scale {
  k: number;
  left: number;
  top: number;
}

function scaleOf([x0, y0, x1, y1]: GraphEngine['scene']['bounds']): Scale {
  const k = Math.min(SIZE.width / Math.max(1, x1 - x0), SIZE.height / Math.max(1, y1 - y0));
  return { k, left: x0 - (SIZE.width / k - (x1 - x0)) / 2, top: y0 - (SIZE.height / k - (y1 - y0)) / 2 };
}

function paintMap(engine: GraphEngine, canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { scene, theme } = engine;
  const { k, left, top } = scaleOf(scene.bounds);
  const dpr = window.devicePixelRatio;
  // Setting a size, even the same one, makes a new bitmap.
  const wide = Math.round(SIZE.width * dpr);
  if (canvas.width !== wide) {
    canvas.width = wide;
    canvas.height = Math.round(SIZE.height * dpr);
  }
  context.setTransform(dpr, 0, 0, dpr, 0, 0);
  context.clearRect(0, 0, SIZE.width, SIZE.height);
  const [width, height] = [Math.max(1, NODE_WIDTH * k), Math.max(1, NODE_HEIGHT * k)];
  const piles: number[][] = BOX_MARKS.map(() => []);
  for (let node = 0; node < scene.size; node += 1) piles[scene.status[node] ?? 0]?.push(node);
  BOX_MARKS.forEach(({ colour }, status) => {
    context.fillStyle = theme[colour];
    for (const node of piles[status] ?? [])
      context.fillRect(((scene.x[node] ?? 0) - left) * k, ((scene.y[node] ?? 0) - top) * k, width, height);
  });
}

function frameView(engine: GraphEngine, frame: HTMLElement, view: View): void {
  const { k, left, top } = scaleOf(engine.scene.bounds);
  const [x0, y0, x1, y1] = worldOf(view);
  frame.style.transform = `translate(${(x0 - left) * k}px,${(y0 - top) * k}px)`;
  // Rounded, so that a view that only moves leaves the size as it is, and nothing is laid out.
  frame.style.width = `${((x1 - x0) * k).toFixed(1)}px`;
  frame.style.height = `${((y1 - y0) * k).toFixed(1)}px`;
}

/** The whole graph, small, with what is in view; a press goes there. For the eye and the pointer: the outline is its twin for everybody else. */
export function Minimap({ engine }: { engine: GraphEngine }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let drawn = '';
    let paintedAt = 0;
    let timer = 0;
    const repaint = () => {
      timer = 0;
      paintedAt = performance.now();
      if (canvas.current) paintMap(engine, canvas.current);
    };
    const off = engine.onFrame((view, recoloured) => {
      if (frame.current) frameView(engine, frame.current, view);
      const key = `${engine.scene.bounds.join()} ${engine.scene.placement} ${engine.theme.page}`;
      // A view that moves repaints the canvas, not the map.
      if (!recoloured && key === drawn) return;
      drawn = key;
      if (timer === 0) timer = window.setTimeout(repaint, Math.max(0, paintedAt + REPAINT_MS - performance.now()));
    });
    engine.request();
    return () => {
      off();
      clearTimeout(timer);
    };
  }, [engine]);
  const go = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const { k, left, top } = scaleOf(engine.scene.bounds);
    const view = engine.view();
    const x = left + (event.clientX - box.left) / k;
    const y = top + (event.clientY - box.top) / k;
    engine.port.set({ zoom: view.zoom, x: view.width / 2 - x * view.zoom, y: view.height / 2 - y * view.zoom });
  };
  return (
    <div
      data-graph-control
      aria-hidden
      className="absolute right-3 bottom-6 z-10 h-[140px] w-[200px] overflow-hidden rounded-control border bg-panel/90"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={go}
    >
      <canvas ref={canvas} className="absolute inset-0 h-full w-full" />
      <div ref={frame} className="absolute top-0 left-0 border border-accent bg-accent/10" />
    </div>
  );
}
