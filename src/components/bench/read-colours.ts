import type { TaskStatus } from '@/server/core/task/state.ts';
import { BOX_MARKS } from '../graph/box-marks.ts';
import type { CanvasNode, StateSource } from '../graph/canvas-graph.ts';
import { BOX_ZOOM, CARD, FAR_ZOOM } from '../graph/card-look.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../graph/fold-layers.ts';
import { readTheme, TONE_COLOUR } from '../graph/graph-theme.ts';
import { statusByte } from '../graph/scene.ts';
import { TASK_LOOKS } from '../status/status-vocabulary.ts';

// What the canvas shows, read back from its pixels: each task in view is looked at where its state has its colour, a box as a whole, a card
// at its icon.

type Rgb = readonly [number, number, number];

/** How many tasks of a state are in view, and how many of them have its colour and no other state's. */
export type Colours = Partial<Record<TaskStatus, { seen: number; right: number }>>;

/** A colour is met within this sum of differences: thin lines are blended with what is behind them. */
const MET = 110;
/** A colour that another state has is exactly that. */
const SAME = 6;

function rgbOf(colour: string): Rgb {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser draws no 2D canvas');
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
  return [r, g, b];
}

/** Reads what is shown at places of the window. */
function readerOf(canvas: HTMLCanvasElement) {
  const context = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser draws no 2D canvas');
  context.drawImage(canvas, 0, 0);
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const [kx, ky] = [canvas.width / width, canvas.height / height];
  return ({ x, y, wide, high }: { x: number; y: number; wide: number; high: number }): Rgb[] => {
    const { data } = context.getImageData((x - left) * kx, (y - top) * ky, Math.max(1, wide * kx), Math.max(1, high * ky));
    return Array.from({ length: data.length / 4 }, (_, at) => [data[4 * at] ?? 0, data[4 * at + 1] ?? 0, data[4 * at + 2] ?? 0] as const);
  };
}

const apart = (a: Rgb, b: Rgb) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]);

/** Where a task's state has its colour, from the node's corner, graph px. */
function placeOf(zoom: number) {
  if (zoom < BOX_ZOOM) return { x: 0, y: 0, wide: NODE_WIDTH, high: NODE_HEIGHT };
  const icon = zoom < FAR_ZOOM ? CARD.farIcon : CARD.icon;
  return { x: CARD.inset, y: (NODE_HEIGHT - icon) / 2, wide: icon, high: icon };
}

/** @throws Error when there is no graph on the page */
export function readColours(nodes: readonly CanvasNode[], states: StateSource): Colours {
  const canvas = document.querySelector<HTMLCanvasElement>('section canvas');
  const viewport = document.querySelector('.react-flow__viewport');
  const root = canvas?.closest('section');
  if (!canvas || !viewport || !root) throw new Error('no graph is on this page');
  const { a: zoom, e, f } = new DOMMatrix(getComputedStyle(viewport).transform);
  const window = root.getBoundingClientRect();
  const theme = readTheme(root);
  const read = readerOf(canvas);
  const tones = [...new Set(Object.values(TASK_LOOKS).map(({ tone }) => TONE_COLOUR[tone]))].map((name) => rgbOf(theme[name]));
  const place = placeOf(zoom);
  const colours: Colours = {};
  for (const { id, x, y } of nodes) {
    const status = states.get(id)?.status;
    const [left, top] = [window.left + e + (x + place.x) * zoom, window.top + f + (y + place.y) * zoom];
    const [wide, high] = [place.wide * zoom, place.high * zoom];
    if (!status || left < window.left || top < window.top || left + wide > window.right || top + high > window.bottom) continue;
    const pixels = read({ x: left, y: top, wide, high });
    const mark = BOX_MARKS[statusByte(status)];
    const own = rgbOf(theme[zoom < BOX_ZOOM && mark ? mark.colour : TONE_COLOUR[TASK_LOOKS[status].tone]]);
    const others = tones.filter((tone) => apart(tone, own) > SAME);
    const right =
      pixels.some((each) => apart(each, own) <= MET) && !pixels.some((each) => others.some((tone) => apart(each, tone) <= SAME));
    const count = colours[status] ?? { seen: 0, right: 0 };
    colours[status] = { seen: count.seen + 1, right: count.right + (right ? 1 : 0) };
  }
  return colours;
}
