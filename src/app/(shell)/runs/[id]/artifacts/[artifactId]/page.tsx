import type { Metadata } from 'next';
import { getQueryClient, Hydrate, prefetch, trpc } from '@/app/hydrate.tsx';
import { ArtifactPage } from '@/components/artifact/artifact-page.tsx';

export const metadata: Metadata = { title: 'Document' };

export default async function Page({ params }: { params: Promise<{ id: string; artifactId: string }> }) {
  const { id, artifactId } = await params;
  await prefetch(getQueryClient().prefetchQuery(trpc.runs.artifact.queryOptions({ id: artifactId })));
  return (
    <Hydrate>
      <ArtifactPage runId={id} id={artifactId} />
    </Hydrate>
  );
}
