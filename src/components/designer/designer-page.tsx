'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { loadEarly } from '../load-early.ts';
import { Loaded } from '../loaded.tsx';
import { useTRPC } from '../trpc.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';

const Designer = dynamic(
  loadEarly(() => import('./designer.tsx').then((module) => module.Designer)),
  {
    ssr: false,
    loading: () => <SkeletonRows rows={10} label="Loading the designer" />,
  },
);

/** A stored workflow under edit: canvas, form and text. */
export function DesignerPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.workflows.get.queryOptions({ id }));
  return (
    <Loaded query={query} what="This workflow" rows={10} back={{ href: '/workflows', label: 'All workflows' }}>
      {(workflow) => <Designer key={id} workflow={workflow} />}
    </Loaded>
  );
}
