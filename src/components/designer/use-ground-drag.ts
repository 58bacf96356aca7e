'use client';
import { type PointerEvent, useRef, useState } from 'react';
import type { Point } from '../graph/canvas-graph.ts';

/** A press that moves less is a click, px of the window. */
const SLACK = 3;
const STILL: Point = { x: 0, y: 0 };

/**
 * Drags something that lies on the ground of the canvas.
 * @param zoom window pixels per graph pixel
 * @param onEnd once, with how far it was dragged, in graph pixels
 */
export function useGroundDrag(zoom: () => number, onEnd: (by: Point) => void) {
  const from = useRef<Point | null>(null);
  const [by, setBy] = useState<Point | null>(null);
  const end = () => {
    from.current = null;
    setBy(null);
  };
  return {
    /** How far it is from where it lay. */
    by: by ?? STILL,
    handlers: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        if (event.button !== 0) return;
        from.current = { x: event.clientX, y: event.clientY };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove({ clientX, clientY }: PointerEvent<HTMLElement>) {
        if (!from.current) return;
        const [dx, dy] = [clientX - from.current.x, clientY - from.current.y];
        if (by === null && Math.hypot(dx, dy) < SLACK) return;
        setBy({ x: dx / zoom(), y: dy / zoom() });
      },
      onPointerUp() {
        if (by) onEnd(by);
        end();
      },
      onPointerCancel: end,
    },
  };
}
