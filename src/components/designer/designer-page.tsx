'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { readProblem } from '../problem.ts';
import { useTRPC } from '../trpc.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';

const Designer = dynamic(() => import('./designer.tsx').then((module) => module.Designer), {
  ssr: false,
  loading: () => <SkeletonRows rows={10} label="Loading the designer" />,
});

/** A stored workflow under edit: canvas, form and text. */
export function DesignerPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.workflows.get.queryOptions({ id }));
  if (query.isPending) return <SkeletonRows rows={10} label="Loading the workflow" />;
  if (query.isError) return <ErrorState what="This workflow" problem={readProblem(query.error)} onRetry={() => void query.refetch()} />;
  return <Designer key={id} workflow={query.data} />;
}
