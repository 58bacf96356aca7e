import type { CardText } from './card-text.ts';
import type { GraphTheme } from './graph-theme.ts';
import type { IconAtlas } from './icon-atlas.tsx';
import type { Scene } from './scene.ts';
import type { View } from './view.ts';

/** All that painting one frame needs. */
export interface Brush {
  context: CanvasRenderingContext2D;
  scene: Scene;
  theme: GraphTheme;
  icons: IconAtlas;
  text: CardText;
  view: View;
  /** Device pixels per CSS pixel. */
  dpr: number;
  /** Whether points that edges leave from are shown. */
  editable: boolean;
  /** Epoch ms. */
  now: number;
}

/** From here on coordinates are device pixels. */
export const onDevice = ({ context }: Brush): void => context.setTransform(1, 0, 0, 1, 0, 0);

/** From here on coordinates are graph pixels. */
export function onGraph({ context, view, dpr }: Brush): void {
  context.setTransform(view.zoom * dpr, 0, 0, view.zoom * dpr, view.x * dpr, view.y * dpr);
}
