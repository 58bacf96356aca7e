import { TASK_LOOKS } from '../status/status-vocabulary.ts';
import { accessibleRest } from './card.tsx';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';
import type { GraphEngine } from './graph-engine.ts';
import type { Scene } from './scene.ts';
import { toScreen, type View } from './view.ts';
import { type Direction, neighbourOf } from './walk-scene.ts';

// The keyboard's focus in the graph. In a small graph it is on the card itself. In a large one a real button lies over the painted node;
// two of them take turns, so that every step moves the focus and is spoken.

const NOWHERE: Record<Direction, string> = {
  right: 'No next task',
  left: 'No earlier task',
  up: 'Nothing above',
  down: 'Nothing below',
};

/** A node in one line, for who cannot see it. */
export function describeNode(scene: Scene, index: number): string {
  const node = scene.nodes[index];
  if (!node) return '';
  const status = scene.stateOf(index)?.status ?? null;
  const rest = accessibleRest(node, status && TASK_LOOKS[status].word) || '. ';
  const fault = node.fault === undefined ? '' : `${node.fault}. `;
  return `${node.name}${rest}${fault}${node.type}, ${scene.into(index).length} in, ${scene.outOf(index).length} out`;
}

export class FocusWalk {
  private readonly engine: GraphEngine;
  private readonly proxies: readonly [HTMLButtonElement, HTMLButtonElement];
  private readonly voice: HTMLElement;
  private turn: 0 | 1 = 0;

  /** @param voice where it is said what a step did not do */
  constructor(engine: GraphEngine, proxies: readonly [HTMLButtonElement, HTMLButtonElement], voice: HTMLElement) {
    this.engine = engine;
    this.proxies = proxies;
    this.voice = voice;
    engine.onFrame((view) => this.place(view));
  }

  /** The node that an element of ours stands for; -1 for any other. */
  nodeOf(element: Element | null): number {
    if (this.proxies.some((proxy) => proxy === element)) return this.engine.scene.focus;
    const card = element?.closest<HTMLElement>('[data-card]');
    return card ? Number(card.dataset.card) : -1;
  }

  /** The node that the browser's focus is on; -1 when it is elsewhere. */
  here(): number {
    return this.nodeOf(document.activeElement);
  }

  /** Marks the node as the one the keyboard is at; `take` also moves the browser's focus there. */
  focus(node: number, { take, reveal }: { take: boolean; reveal: boolean }): void {
    const { engine } = this;
    if (node < 0 || node >= engine.scene.size) return;
    engine.scene.setFocus(node);
    if (reveal) engine.reveal(node);
    if (engine.small) {
      if (take) engine.cards.buttonOf(node)?.focus({ preventScroll: true });
      return;
    }
    const old = this.proxies[this.turn];
    this.turn = this.turn === 0 ? 1 : 0;
    const proxy = this.proxies[this.turn];
    proxy.setAttribute('aria-label', describeNode(engine.scene, node));
    proxy.hidden = false;
    proxy.tabIndex = 0;
    this.place(engine.view());
    if (take) proxy.focus({ preventScroll: true });
    old.hidden = true;
    old.tabIndex = -1;
  }

  /** One step with an arrow key; gives the node arrived at, -1 when there is none. */
  step(direction: Direction): number {
    const { scene } = this.engine;
    const from = scene.focus < 0 ? scene.entry : scene.focus;
    const next = scene.focus < 0 ? scene.entry : neighbourOf(scene, from, direction);
    if (next < 0) this.voice.textContent = NOWHERE[direction];
    else {
      this.voice.textContent = '';
      this.focus(next, { take: true, reveal: true });
    }
    return next;
  }

  /** After another scene came: the focus stays where its node went, or where it enters. */
  refresh(): void {
    const { scene, small } = this.engine;
    const [one, other] = this.proxies;
    if (small || scene.size === 0) {
      one.hidden = true;
      other.hidden = true;
      return;
    }
    const proxy = this.proxies[this.turn];
    const node = scene.focus < 0 ? scene.entry : scene.focus;
    scene.setFocus(node);
    proxy.hidden = false;
    proxy.tabIndex = 0;
    proxy.setAttribute('aria-label', describeNode(scene, node));
  }

  private place(view: View): void {
    const { scene, small } = this.engine;
    const proxy = this.proxies[this.turn];
    if (small || scene.focus < 0 || proxy.hidden) return;
    const { x, y } = toScreen(view, scene.at(scene.focus));
    proxy.style.transform = `translate(${x}px,${y}px)`;
    proxy.style.width = `${NODE_WIDTH * view.zoom}px`;
    proxy.style.height = `${NODE_HEIGHT * view.zoom}px`;
  }
}
