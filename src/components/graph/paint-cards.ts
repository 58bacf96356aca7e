import type { TaskStatus } from '@/server/core/task/state.ts';
import { formatDuration, formatTicking } from '../time/format-time.ts';
import { type Brush, onGraph } from './brush.ts';
import type { CanvasNode, NodeState, Point } from './canvas-graph.ts';
import { CARD, type CardShape, type CardWords, FAR_ZOOM, type Frame, frameOf, KIND_LOOKS, wordsOf } from './card-look.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';

// The look of card.tsx, on canvas. Both read card-look.ts; the pixel test of bench:ui holds them together.

interface Card extends Point {
  node: CanvasNode;
  state: NodeState | undefined;
  status: TaskStatus | null;
  shape: CardShape;
  frame: Frame;
}

const MIDDLE = NODE_HEIGHT / 2;
const nameFont = (family: string) => `500 ${CARD.nameFont}px ${family}`;
const remarkFont = (family: string) => `400 ${CARD.remarkFont}px ${family}`;
const farFont = (family: string) => `500 ${CARD.farFont}px ${family}`;

function cardsOf({ scene, view }: Brush, nodes: readonly number[]): Card[] {
  const far = view.zoom < FAR_ZOOM;
  return nodes.flatMap((index) => {
    const node = scene.nodes[index];
    if (!node) return [];
    const state = scene.stateOf(index);
    const status = state?.status ?? null;
    return { ...scene.at(index), node, state, status, shape: KIND_LOOKS[node.kind].shape, frame: frameOf(node, state, far) };
  });
}

/** The outline of a card `shift` pixels from its place; strokes of one pixel lie within the card, as a CSS border does. */
function outline(context: CanvasRenderingContext2D, { x, y, shape }: Card, shift = 0): void {
  const radius = (shape === 'pill' ? CARD.pill : CARD.radius) - 0.5;
  context.roundRect(x + shift + 0.5, y + shift + 0.5, NODE_WIDTH - 1, NODE_HEIGHT - 1, radius);
}

function diamond(context: CanvasRenderingContext2D, { x, y }: Card): void {
  const [cx, cy, r] = [x + NODE_WIDTH, y + MIDDLE, CARD.diamond];
  context.moveTo(cx, cy - r);
  context.lineTo(cx + r, cy);
  context.lineTo(cx, cy + r);
  context.lineTo(cx - r, cy);
  context.closePath();
}

/** Strokes and fills, in one pass per frame: thousands of single strokes cost more than a few long ones. */
function paintFrames({ context, theme }: Brush, cards: readonly Card[]): void {
  context.lineWidth = 1;
  const draw = (list: readonly Card[], trace: (card: Card) => void, { fill, border, dashed }: Omit<Frame, 'tone'>) => {
    if (list.length === 0) return;
    context.beginPath();
    for (const card of list) trace(card);
    context.fillStyle = theme[fill];
    context.strokeStyle = theme[border];
    context.setLineDash(dashed ? [3, 3] : []);
    context.fill();
    context.stroke();
  };
  const plain = { fill: 'panel', border: 'lineStrong', dashed: false } as const;
  const stacked = cards.filter(({ shape }) => shape === 'stack');
  draw(stacked, (card) => outline(context, card, CARD.stack), plain);
  for (const frame of new Set(cards.map(({ frame: each }) => each))) {
    draw(
      cards.filter((card) => card.frame === frame),
      (card) => outline(context, card),
      frame,
    );
  }
  context.setLineDash([]);
  context.beginPath();
  for (const { x, y, shape } of cards)
    if (shape === 'frame') {
      const gap = CARD.frame + 0.5;
      context.roundRect(x + gap, y + gap, NODE_WIDTH - 2 * gap, NODE_HEIGHT - 2 * gap, CARD.radius - CARD.frame);
    }
  context.strokeStyle = theme.lineStrong;
  context.stroke();
  draw(
    cards.filter(({ shape }) => shape === 'diamond'),
    (card) => diamond(context, card),
    plain,
  );
}

function paintFarCards(brush: Brush, cards: readonly Card[]): void {
  const { context, theme, icons, text, view, dpr } = brush;
  icons.prepare(theme, CARD.farIcon, view.zoom * dpr);
  const font = farFont(theme.font);
  const left = CARD.inset + CARD.farIcon + CARD.gap;
  for (const { x, y, node, status } of cards)
    icons.stamp(context, status ?? node.kind, { x: x + CARD.inset, y: y + MIDDLE - CARD.farIcon / 2 });
  context.font = font;
  context.fillStyle = theme.ink;
  const drop = text.baseline(font);
  for (const { x, y, node } of cards) {
    const lines = text.twoLines(font, node.name, NODE_WIDTH - CARD.inset - left);
    lines.forEach((words, line) => {
      const middle = MIDDLE + (line - (lines.length - 1) / 2) * CARD.farLineHeight;
      context.fillText(words, x + left, y + middle + drop);
    });
  }
}

/** How long the task took or takes; empty before it began. */
function timeOf(state: NodeState | undefined, now: number): string {
  if (!state?.startedAt) return '';
  const from = state.startedAt.getTime();
  return state.endedAt ? formatDuration(state.endedAt.getTime() - from) : formatTicking(now - from);
}

/** Paints the kind's mark with what is beside it, and gives the room that is left for words. */
function paintBadge(brush: Brush, { x, y, node }: Card, words: CardWords): number {
  const { context, theme, icons, text } = brush;
  let right = NODE_WIDTH - CARD.inset;
  if (words.badge !== '') {
    const width = text.width(remarkFont(theme.font), words.badge);
    context.fillText(words.badge, x + right - width, y + MIDDLE + text.baseline(remarkFont(theme.font)));
    right -= width + CARD.badgeGap;
  }
  if (words.kindMark) {
    right -= CARD.kindIcon;
    const shrink = (CARD.icon - CARD.kindIcon) / 2;
    icons.stamp(context, node.kind, { x: x + right - shrink, y: y + MIDDLE - CARD.icon / 2 });
  }
  return right === NODE_WIDTH - CARD.inset ? right : right - CARD.gap;
}

/** The second line: what is said, how often, how long. */
function paintRemark(brush: Brush, card: Card, { words, left, right }: { words: CardWords; left: number; right: number }): void {
  const { context, theme, text, now } = brush;
  const font = remarkFont(theme.font);
  const y = card.y + MIDDLE + CARD.lineHeight / 2 + text.baseline(font);
  let end = right;
  const time = timeOf(card.state, now);
  if (time !== '') {
    end -= text.width(font, time);
    context.fillStyle = theme.ink3;
    context.fillText(time, card.x + end, y);
    end -= CARD.wordGap;
  }
  const again = text.width(font, words.again);
  const remark = text.fit(font, words.remark, end - left - (again === 0 ? 0 : again + CARD.wordGap));
  context.fillStyle = words.tone === 'plain' ? theme.ink3 : theme[words.tone];
  context.fillText(remark, card.x + left, y);
  if (again === 0) return;
  context.fillStyle = theme.wait;
  context.fillText(words.again, card.x + left + text.width(font, remark) + CARD.wordGap, y);
}

function paintNearCards(brush: Brush, cards: readonly Card[]): void {
  const { context, theme, icons, text, view, dpr, editable } = brush;
  icons.prepare(theme, CARD.icon, view.zoom * dpr);
  for (const { x, y, node, status } of cards)
    icons.stamp(context, status ?? node.kind, { x: x + CARD.inset, y: y + MIDDLE - CARD.icon / 2 });
  const left = CARD.inset + CARD.icon + CARD.gap;
  context.font = remarkFont(theme.font);
  const rights = cards.map((card) => {
    const words = wordsOf(card.node, card.state);
    context.fillStyle = theme.ink3;
    const right = paintBadge(brush, card, words);
    paintRemark(brush, card, { words, left, right });
    return right;
  });
  const font = nameFont(theme.font);
  const drop = text.baseline(font);
  context.font = font;
  context.fillStyle = theme.ink;
  cards.forEach(({ x, y, node }, index) => {
    const name = text.fit(font, node.name, (rights[index] ?? NODE_WIDTH) - left);
    context.fillText(name, x + left, y + MIDDLE - CARD.lineHeight / 2 + drop);
  });
  if (editable) paintPorts(brush, cards);
}

/** Where edges are drawn from. */
function paintPorts({ context, theme }: Brush, cards: readonly Card[]): void {
  context.beginPath();
  for (const { x, y, shape } of cards) {
    if (shape === 'diamond') continue;
    context.moveTo(x + NODE_WIDTH + 3.5, y + MIDDLE);
    context.arc(x + NODE_WIDTH, y + MIDDLE, 3.5, 0, 2 * Math.PI);
  }
  context.fillStyle = theme.panel;
  context.strokeStyle = theme.ink3;
  context.lineWidth = 1;
  context.fill();
  context.stroke();
}

/** Paints these nodes as cards. */
export function paintCards(brush: Brush, nodes: readonly number[]): void {
  if (nodes.length === 0) return;
  onGraph(brush);
  const cards = cardsOf(brush, nodes);
  paintFrames(brush, cards);
  if (brush.view.zoom < FAR_ZOOM) paintFarCards(brush, cards);
  else paintNearCards(brush, cards);
}
