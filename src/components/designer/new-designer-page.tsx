'use client';
import dynamic from 'next/dynamic';
import { useAllowed } from '../session/session.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';

const NewDesigner = dynamic(() => import('./new-designer.tsx').then((module) => module.NewDesigner), {
  ssr: false,
  loading: () => <SkeletonRows rows={10} label="Loading the designer" />,
});

/** A workflow that is not stored yet. */
export function NewDesignerPage() {
  const mayWrite = useAllowed('operator');
  if (mayWrite) return <NewDesigner />;
  return (
    <ErrorState what="New workflows" problem={{ kind: 'denied', message: 'Operators and admins write workflows.', requestId: null }} />
  );
}
