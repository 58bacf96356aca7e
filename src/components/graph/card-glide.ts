import type { Point } from './canvas-graph.ts';
import type { Scene } from './scene.ts';

/** How long cards glide to new places, ms. */
const GLIDE_MS = 220;

interface Move {
  node: number;
  from: Point;
  to: Point;
}

export interface GlideHost {
  readonly scene: Scene;
  placeCards(nodes: Iterable<number>): void;
  settlePlaces(nodes: Iterable<number>): void;
}

/** Nodes of both graphs that are elsewhere in the second. */
export function movesBetween(before: Scene, scene: Scene): Move[] {
  const moves: Move[] = [];
  for (let node = 0; node < scene.size; node += 1) {
    const was = before.indexOf(scene.idOf(node));
    if (was < 0) continue;
    const [from, to] = [before.at(was), scene.at(node)];
    if (from.x !== to.x || from.y !== to.y) moves.push({ node, from, to });
  }
  return moves;
}

/** Nodes on their way from where they were to where they are. It ends when the graph is another one. */
export class CardGlide {
  private readonly host: GlideHost;
  private frame = 0;

  constructor(host: GlideHost) {
    this.host = host;
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
  }

  start(moves: readonly Move[]): void {
    const { host } = this;
    const { scene } = host;
    const nodes = moves.map(({ node }) => node);
    const begun = performance.now();
    const step = () => {
      if (scene !== host.scene) return;
      const t = Math.min(1, (performance.now() - begun) / GLIDE_MS);
      const eased = 1 - (1 - t) ** 3;
      for (const { node, from, to } of moves)
        scene.place(node, { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased });
      scene.placement += 1;
      host.placeCards(nodes);
      if (t < 1) this.frame = requestAnimationFrame(step);
      else host.settlePlaces(nodes);
    };
    step();
  }
}
