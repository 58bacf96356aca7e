'use client';
import type { RefObject } from 'react';
import { TASK_STATUSES } from '@/server/core/task/state.ts';
import { TASK_LOOKS } from '../status/status-vocabulary.ts';
import { CARD_KINDS } from './canvas-graph.ts';
import { KIND_LOOKS } from './card-look.ts';
import { type GraphTheme, TONE_COLOUR } from './graph-theme.ts';

// The painter's icons are the page's icons: rendered once out of sight, their outlines are read and drawn into a strip at the size that
// the view needs. From there a card copies them.

const MARKS = [...TASK_STATUSES, ...CARD_KINDS] as const;
type Mark = (typeof MARKS)[number];
/** Icons are drawn on a square of this side. */
const GRID = 24;
/** Room around an icon in the strip, device px: what is copied never bleeds into its neighbour. */
const PAD = 1;

/** The icons, out of sight, for the painter to read. */
export function IconSource({ ref }: { ref: RefObject<HTMLDivElement | null> }) {
  return (
    <div ref={ref} hidden>
      {TASK_STATUSES.map((status) => {
        const Icon = TASK_LOOKS[status].icon;
        return <Icon key={status} data-mark={status} />;
      })}
      {CARD_KINDS.map((kind) => {
        const Icon = KIND_LOOKS[kind].icon;
        return <Icon key={kind} data-mark={kind} />;
      })}
    </div>
  );
}

/** The outlines that icons are made of, as SVG path data. Exported for its test. */
export function outlineOf(tag: string, attribute: (name: string) => string | null): string {
  const number = (name: string) => Number(attribute(name) ?? 0);
  switch (tag) {
    case 'path':
      return attribute('d') ?? '';
    case 'line':
      return `M${number('x1')} ${number('y1')}L${number('x2')} ${number('y2')}`;
    case 'polyline':
    case 'polygon':
      return `M${attribute('points') ?? ''}${tag === 'polygon' ? 'Z' : ''}`;
    case 'circle': {
      const [cx, cy, r] = [number('cx'), number('cy'), number('r')];
      return `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
    }
    case 'rect': {
      const [x, y, w, h] = [number('x'), number('y'), number('width'), number('height')];
      const r = number('rx') || number('ry');
      const corner = (dx: number, dy: number) => (r ? `a${r} ${r} 0 0 1 ${dx} ${dy}` : '');
      return `M${x + r} ${y}h${w - 2 * r}${corner(r, r)}v${h - 2 * r}${corner(-r, r)}h${2 * r - w}${corner(-r, -r)}v${2 * r - h}${corner(r, -r)}Z`;
    }
    default:
      return '';
  }
}

export class IconAtlas {
  private readonly paths = new Map<Mark, Path2D>();
  private readonly strip = document.createElement('canvas');
  private readonly cells = new Map<Mark, number>();
  private cell = 0;
  private drawn = '';
  private scale = 1;

  constructor(source: HTMLElement) {
    for (const [index, mark] of MARKS.entries()) this.cells.set(mark, index);
    for (const svg of source.querySelectorAll<SVGSVGElement>('svg[data-mark]')) {
      // One by one: a part that begins with a relative step begins at the origin, not where the part before has ended.
      const path = new Path2D();
      for (const part of svg.children) path.addPath(new Path2D(outlineOf(part.tagName, (name) => part.getAttribute(name))));
      this.paths.set(svg.dataset.mark as Mark, path);
    }
  }

  /** Draws the strip for icons of `px` graph pixels at `scale` device pixels each; nothing when it is the one there is. */
  prepare(theme: GraphTheme, px: number, scale: number): void {
    const key = `${px} ${scale} ${theme.ink3} ${theme.ok}`;
    if (key === this.drawn) return;
    this.drawn = key;
    this.scale = scale;
    this.cell = Math.ceil(px * scale) + 2 * PAD;
    this.strip.width = this.cell * MARKS.length;
    this.strip.height = this.cell;
    const context = this.strip.getContext('2d');
    if (!context) return;
    const k = (px * scale) / GRID;
    context.lineWidth = 2;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    for (const [mark, path] of this.paths) {
      context.setTransform(k, 0, 0, k, (this.cells.get(mark) ?? 0) * this.cell + PAD, PAD);
      context.strokeStyle = theme[mark in TASK_LOOKS ? TONE_COLOUR[TASK_LOOKS[mark as keyof typeof TASK_LOOKS].tone] : 'ink3'];
      context.stroke(path);
    }
  }

  /** Copies a mark so that its top left corner lies at x, y in graph pixels. */
  stamp(context: CanvasRenderingContext2D, mark: Mark, { x, y }: { x: number; y: number }): void {
    const side = this.cell / this.scale;
    const pad = PAD / this.scale;
    context.drawImage(this.strip, (this.cells.get(mark) ?? 0) * this.cell, 0, this.cell, this.cell, x - pad, y - pad, side, side);
  }
}
