import type { CardFlowNode } from './card.tsx';
import { CardMounter } from './card-mounter.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';
import { Scene } from './scene.ts';

export interface CardOptions {
  selectable: boolean;
  editable: boolean;
}

export interface CardLayerHost {
  /** The element of React Flow that the cards lie in. */
  layer: HTMLElement;
  /** Renders these cards; before it returns when `now`, which an effect of React must not ask for. */
  render(cards: CardFlowNode[], now: boolean): void;
  /** Other cards are over the canvas than a moment ago. */
  changed(): void;
}

/** The cards over the canvas: which are there, whether they are shown, and where they lie. */
export class CardLayer {
  readonly mounter: CardMounter;
  /** Set while a hand holds something: no card is taken away under it. */
  held = false;
  shown = true;
  /** Cards have come or gone since the host was told. */
  private mounting = false;
  private readonly host: CardLayerHost;
  private readonly cards = new Map<number, CardFlowNode>();
  private scene = new Scene({ nodes: [], edges: [] });
  private options: CardOptions & { walkable: boolean } = { selectable: false, editable: false, walkable: false };

  constructor(host: CardLayerHost) {
    this.host = host;
    this.mounter = new CardMounter({
      commit: (cards) => this.commit(cards, true),
      nextFrame: (step) => {
        const id = requestAnimationFrame(step);
        return () => cancelAnimationFrame(id);
      },
      now: () => performance.now(),
      pinned: () => this.held,
      settled: () => this.onSettled(),
    });
  }

  /** Another graph, and the nodes of it that are cards from the beginning. */
  adopt(scene: Scene, mounted: Iterable<number>, options: CardOptions & { walkable: boolean }): void {
    this.scene = scene;
    this.options = options;
    this.cards.clear();
    this.mounter.adopt(mounted);
    this.commit(this.mounter.mounted, false);
  }

  show(on: boolean): void {
    this.shown = on;
    this.host.layer.toggleAttribute('data-hidden', !on);
    this.scene.inDom.fill(0);
    if (on) for (const node of this.mounter.mounted) this.scene.inDom[node] = 1;
    // Without cards the canvas shows what it showed before.
    if (this.mounter.mounted.size > 0) this.host.changed();
  }

  /** The button of a card that is there and can be seen. */
  buttonOf(node: number): HTMLElement | null {
    return this.scene.inDom[node] ? this.host.layer.querySelector<HTMLElement>(`[data-card="${node}"]`) : null;
  }

  /** Lays the cards of moved nodes where the scene has them, without rendering. */
  place(nodes: Iterable<number>): void {
    for (const node of nodes) {
      if (!this.mounter.mounted.has(node)) continue;
      const { x, y } = this.scene.at(node);
      const card = this.host.layer.querySelector<HTMLElement>(`[data-id="${CSS.escape(this.scene.idOf(node))}"]`);
      if (!card) continue;
      card.style.transform = `translate(${x}px,${y}px)`;
      card.style.zIndex = this.held ? '1' : '';
    }
  }

  /** The end of a move: places are final, and rendered from now on. */
  settle(nodes: Iterable<number>): void {
    this.held = false;
    this.place(nodes);
    for (const node of nodes) this.cards.delete(node);
    this.scene.reindex();
    this.mounter.refresh();
  }

  /** What lies under new cards, and where cards were taken away, is told of once no more come. */
  private onSettled(): void {
    if (this.mounting) this.host.changed();
    this.mounting = false;
  }

  private commit(cards: ReadonlySet<number>, now: boolean): void {
    this.mounting = true;
    for (const node of this.cards.keys()) if (!cards.has(node)) this.cards.delete(node);
    for (const node of cards) if (!this.cards.has(node)) this.cards.set(node, this.cardOf(node));
    this.host.render([...this.cards.values()], now);
    this.scene.inDom.fill(0);
    if (this.shown) for (const node of cards) this.scene.inDom[node] = 1;
  }

  /** Everything React Flow would measure is told: mounting costs no layout of the browser. */
  private cardOf(index: number): CardFlowNode {
    const size = { width: NODE_WIDTH, height: NODE_HEIGHT };
    return {
      id: this.scene.idOf(index),
      type: 'card',
      position: this.scene.at(index),
      data: { scene: this.scene, index, ...this.options },
      ...size,
      measured: size,
      handles: [],
    };
  }
}
