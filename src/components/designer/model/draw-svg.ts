import type { CanvasGraph, CanvasNode } from '../../graph/canvas-graph.ts';

/** Around the drawing, px. */
const MARGIN = 24;
/** Letters of a name that fit a card. */
const LETTERS = 28;

const escapeXml = (text: string) =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`).replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
const shorten = (text: string) => (text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text);

export interface Drawing {
  text: string;
  /** Pixels. */
  width: number;
  height: number;
}

/** The graph as a picture that stands alone: light, printable, names as text. */
export function drawSvg({ nodes, edges }: CanvasGraph, card: { width: number; height: number }): Drawing {
  const left = Math.min(0, ...nodes.map(({ x }) => x)) - MARGIN;
  const top = Math.min(0, ...nodes.map(({ y }) => y)) - MARGIN;
  const width = Math.max(0, ...nodes.map(({ x }) => x + card.width)) + MARGIN - left;
  const height = Math.max(0, ...nodes.map(({ y }) => y + card.height)) + MARGIN - top;
  const at = new Map(nodes.map((node) => [node.id, node]));
  const paths = edges.flatMap(({ from, to, when, soft }) => {
    const [source, target] = [at.get(from), at.get(to)];
    if (!source || !target) return [];
    const [x1, y1, x2, y2] = [source.x + card.width, source.y + card.height / 2, target.x, target.y + card.height / 2];
    const bend = Math.max(24, (x2 - x1) / 2);
    const dash = soft || when !== 'completed' ? ' stroke-dasharray="4 3"' : '';
    return [`<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" fill="none" stroke="#8a90a0"${dash}/>`];
  });
  const cards = nodes.map(({ x, y, name, type }: CanvasNode) =>
    [
      `<rect x="${x}" y="${y}" width="${card.width}" height="${card.height}" rx="6" fill="#fff" stroke="#b7bcc8"/>`,
      `<text x="${x + 11}" y="${y + 19}" font-size="12" font-weight="500" fill="#1d2330">${escapeXml(shorten(name))}</text>`,
      `<text x="${x + 11}" y="${y + 35}" font-size="11" fill="#646b7d">${escapeXml(shorten(type))}</text>`,
    ].join(''),
  );
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" font-family="system-ui, sans-serif">`;
  const ground = `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="#fafbfc"/>`;
  return { text: `${[open, ground, ...paths, ...cards].join('\n')}\n</svg>\n`, width, height };
}
