export interface ArtifactView {
  id: string;
  runId: string;
  taskId: string;
  taskKey: string | null;
  attemptId: string | null;
  /** Untrusted text of an agent. */
  name: string;
  mediaType: string;
  /** Bytes. */
  size: number;
  /** Of the content, hex. */
  sha256: string;
  createdAt: Date;
}

/** Media types that a browser may be told; nothing that it would run. SVG and HTML are not here on purpose. */
const SERVED = new Map([
  ['text/plain', 'text/plain; charset=utf-8'],
  ['text/markdown', 'text/markdown; charset=utf-8'],
  ['text/csv', 'text/csv; charset=utf-8'],
  ['application/json', 'application/json'],
  ['application/pdf', 'application/pdf'],
  ['image/png', 'image/png'],
  ['image/jpeg', 'image/jpeg'],
  ['image/gif', 'image/gif'],
  ['image/webp', 'image/webp'],
]);

const baseType = (mediaType: string) => mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** The content type an artifact is downloaded as; anything not known to be harmless is bytes. */
export function servedMediaType(mediaType: string): string {
  return SERVED.get(baseType(mediaType)) ?? 'application/octet-stream';
}

/** Whether an artifact may be shown as text. */
export function isTextArtifact(mediaType: string): boolean {
  const type = baseType(mediaType);
  return type.startsWith('text/') || type === 'application/json' || type === 'application/yaml';
}

/** A `Content-Disposition` that always saves to a file. Path parts, quotes and line breaks cannot leave the name. */
export function attachmentHeader(name: string): string {
  // Cut first: a cut through a surrogate pair leaves a half, which the replacement then takes out.
  const file = name.slice(0, 150).replace(/[\p{Cc}\p{Cs}/\\]/gu, '_') || 'artifact';
  const plain = file.replace(/[^\w.\- ]/g, '_');
  const encoded = encodeURIComponent(file).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
