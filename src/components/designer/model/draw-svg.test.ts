import { describe, expect, it } from 'vitest';
import type { CanvasNode } from '../../graph/canvas-graph.ts';
import { drawSvg } from './draw-svg.ts';

const node = (id: string, x: number, name = id): CanvasNode => ({ id, name, type: 'work', kind: 'agent', x, y: -10 });

describe('draw svg', () => {
  it('[IM4] a picture holds every task and every edge, and what they are called is text, whatever it is', () => {
    const graph = {
      nodes: [node('a', 0, '</text><script>&"'), node('b', 300)],
      edges: [
        { from: 'a', to: 'b', when: 'failed', soft: false },
        { from: 'ghost', to: 'b', when: 'completed', soft: false },
      ],
    };
    const { text, width, height } = drawSvg(graph, { width: 200, height: 40 });
    expect(text.match(/<rect/g)).toHaveLength(3);
    expect(text.match(/<path/g)).toHaveLength(1);
    expect(text).not.toContain('<script');
    expect([width, height]).toEqual([548, 88]);
  });
});
