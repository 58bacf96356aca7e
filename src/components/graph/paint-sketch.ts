import { type Brush, onGraph } from './brush.ts';
import { traceCurve } from './edge-path.ts';
import { worldOf } from './view.ts';

/** Paints what exists only while a hand acts: the edge on its way, and helper lines. */
export function paintSketch(brush: Brush): void {
  const { context, scene, theme, view } = brush;
  const { sketch } = scene;
  if (!sketch) return;
  onGraph(brush);
  const [x0, y0, x1, y1] = worldOf(view);
  context.strokeStyle = theme.accent;
  context.lineWidth = 1 / view.zoom;
  context.setLineDash([4 / view.zoom, 4 / view.zoom]);
  context.beginPath();
  for (const x of sketch.columns) {
    context.moveTo(x, y0);
    context.lineTo(x, y1);
  }
  for (const y of sketch.rows) {
    context.moveTo(x0, y);
    context.lineTo(x1, y);
  }
  context.stroke();
  context.setLineDash([]);
  if (!sketch.edge) return;
  context.strokeStyle = sketch.refused ? theme.fail : theme.accent;
  context.lineWidth = 2 / view.zoom;
  context.beginPath();
  traceCurve(context, sketch.edge);
  context.stroke();
}
