import { writeMermaid } from '@/server/core/exchange/export-mermaid.ts';
import { foldLayers, NODE_HEIGHT, NODE_WIDTH } from '../graph/fold-layers.ts';
import { layersOf } from '../graph/graph-layers.ts';
import { type Draft, draftValue } from './model/draft.ts';
import { graphOfDraft, shapeOfDraft } from './model/draft-graph.ts';
import { drawSvg } from './model/draw-svg.ts';

export const EXPORT_FORMATS = ['yaml', 'json', 'mermaid', 'svg', 'png'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Pixels of a PNG per pixel of the canvas. */
const SHARPNESS = 2;
/** Browsers draw no larger picture, pixels. */
const LARGEST = 16_000;

const ENDINGS: Record<ExportFormat, [string, string]> = {
  yaml: ['yaml', 'application/yaml'],
  json: ['json', 'application/json'],
  mermaid: ['mmd', 'text/plain'],
  svg: ['svg', 'image/svg+xml'],
  png: ['png', 'image/png'],
};

function svgOf(draft: Draft) {
  const places = new Map(foldLayers(layersOf(shapeOfDraft(draft))).map(({ id, x, y }) => [id, { x, y }]));
  return drawSvg(graphOfDraft(draft, places, []), { width: NODE_WIDTH, height: NODE_HEIGHT });
}

async function pngOf(draft: Draft): Promise<Blob> {
  const { text, width, height } = svgOf(draft);
  const scale = Math.min(SHARPNESS, LARGEST / Math.max(width, height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser draws no picture of this size'))), 'image/png');
  });
}

async function contentOf(draft: Draft, format: ExportFormat): Promise<BlobPart> {
  if (format === 'json') return `${JSON.stringify(draftValue(draft), null, 2)}\n`;
  if (format === 'mermaid') return writeMermaid(shapeOfDraft(draft));
  if (format === 'svg') return svgOf(draft).text;
  return format === 'png' ? pngOf(draft) : draft.text;
}

/** Hands the draft to the browser as a file. @throws Error when the browser cannot draw the picture */
export async function downloadDraft(draft: Draft, name: string, format: ExportFormat): Promise<void> {
  const [ending, type] = ENDINGS[format];
  const url = URL.createObjectURL(new Blob([await contentOf(draft, format)], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.${ending}`;
  link.click();
  URL.revokeObjectURL(url);
}
