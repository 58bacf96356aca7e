import type { Metadata } from 'next';
import { getQueryClient, Hydrate, prefetch, trpc } from '@/app/hydrate.tsx';
import { WorkflowPage } from '@/components/workflow/workflow-page.tsx';

export const metadata: Metadata = { title: 'Workflow' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await prefetch(getQueryClient().prefetchQuery(trpc.workflows.get.queryOptions({ id })));
  return (
    <Hydrate>
      <WorkflowPage id={id} />
    </Hydrate>
  );
}
