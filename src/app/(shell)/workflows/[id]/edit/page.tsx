import type { Metadata } from 'next';
import { getQueryClient, Hydrate, prefetch, trpc } from '@/app/hydrate.tsx';
import { DesignerPage } from '@/components/designer/designer-page.tsx';

export const metadata: Metadata = { title: 'Designer' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await prefetch(getQueryClient().prefetchQuery(trpc.workflows.get.queryOptions({ id })));
  return (
    <Hydrate>
      <DesignerPage id={id} />
    </Hydrate>
  );
}
