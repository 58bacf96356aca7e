import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { Deps } from '../deps.ts';

// Where an output is kept: small ones in the task's row, big ones as an artifact outside it. An output may also hand over files of its
// own: {"artifacts": [{"name", "media_type", "content"}]}; each becomes an artifact, and the output keeps a reference in its place.

/** Above this many bytes a row would make every read of its task slow. */
const INLINE_BYTES = 64 * 1_024;
const MAX_ARTIFACTS = 50;

/** Attempt and place of an output. */
export interface OutputOwner {
  /** Null for what no attempt gave: the output of a task that had no agent, the list of a map. */
  attemptId: string | null;
  taskId: string;
  runId: string;
}

export interface StoredOutput {
  /** Null when the whole output is the artifact. */
  outputText: string | null;
  artifactId: string | null;
  /** All artifacts that were stored for it. */
  kept: string[];
}

const artifactSchema = z.object({
  name: z.string().regex(/^[\w][\w. -]{0,199}$/),
  media_type: z.string().regex(/^[\w.+-]{1,60}\/[\w.+-]{1,60}$/),
  content: z.string(),
});

async function keep(deps: Deps, owner: OutputOwner, file: { name: string; mediaType: string; content: Buffer }): Promise<string> {
  const id = deps.newId();
  await deps.road.artifacts.add({ id, ...owner, ...file, sha256: createHash('sha256').update(file.content).digest('hex') });
  return id;
}

async function extractArtifacts(deps: Deps, owner: OutputOwner, output: JsonObject): Promise<{ output: JsonObject; kept: string[] }> {
  const declared = z.array(artifactSchema).max(MAX_ARTIFACTS).safeParse(output.artifacts);
  if (!declared.success) return { output, kept: [] };
  const references: JsonValue[] = [];
  const kept: string[] = [];
  for (const file of declared.data) {
    const content = Buffer.from(file.content, 'utf8');
    const id = await keep(deps, owner, { name: file.name, mediaType: file.media_type, content });
    kept.push(id);
    references.push({ artifact_id: id, name: file.name, media_type: file.media_type, size: content.length });
  }
  return { output: { ...output, artifacts: references }, kept };
}

/**
 * Stores what does not belong into the task's row.
 * @param outputText valid JSON text, already sanitised and within the size cap
 */
export async function storeOutput(deps: Deps, owner: OutputOwner, outputText: string): Promise<StoredOutput> {
  let text = outputText;
  const kept: string[] = [];
  if (/^\s*\{/.test(text) && text.includes('"artifacts"')) {
    const extracted = await extractArtifacts(deps, owner, JSON.parse(text) as JsonObject);
    text = JSON.stringify(extracted.output);
    kept.push(...extracted.kept);
  }
  if (Buffer.byteLength(text) <= INLINE_BYTES) return { outputText: text, artifactId: null, kept };
  const file = { name: 'output.json', mediaType: 'application/json', content: Buffer.from(text, 'utf8') };
  const artifactId = await keep(deps, owner, file);
  return { outputText: null, artifactId, kept: [...kept, artifactId] };
}
