/** Where an artifact is downloaded; the session cookie opens it. */
export const artifactUrl = (id: string): string => `/api/v1/orchestration/artifacts/${id}`;

/** "812 B", "4.2 kB", "1.3 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
