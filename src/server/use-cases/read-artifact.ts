import { NotFoundError, PayloadTooLargeError, UnsupportedMediaTypeError } from '../core/errors.ts';
import { type ArtifactView, isTextArtifact } from '../core/run/artifact-view.ts';
import { findArtifact } from '../db/read-artifacts.ts';
import type { Deps } from '../deps.ts';

/** Text beyond this is for a download, not for a page. */
const TEXT_SHOWN_BYTES = 2 * 1_048_576;

/** An artifact with its bytes. @throws NotFoundError */
export async function readArtifact(deps: Deps, id: string): Promise<ArtifactView & { content: Buffer }> {
  const artifact = await findArtifact(deps.db, id);
  if (artifact === null) throw new NotFoundError(`no artifact ${id}`);
  return artifact;
}

/**
 * An artifact with its content as text, to be shown as the untrusted text it is.
 * @throws NotFoundError, UnsupportedMediaTypeError when it is no text, PayloadTooLargeError above 2 MiB
 */
export async function readArtifactText(deps: Deps, id: string): Promise<ArtifactView & { text: string }> {
  const { content, ...artifact } = await readArtifact(deps, id);
  if (!isTextArtifact(artifact.mediaType)) throw new UnsupportedMediaTypeError(`${artifact.mediaType} is not text; download it`);
  if (content.length > TEXT_SHOWN_BYTES) throw new PayloadTooLargeError('the artifact is too large to be shown; download it');
  return { ...artifact, text: content.toString('utf8') };
}
