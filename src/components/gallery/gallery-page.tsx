'use client';
import dynamic from 'next/dynamic';
import { useAllowed } from '../session/session.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';

const Gallery = dynamic(() => import('./gallery.tsx').then((module) => module.Gallery), {
  ssr: false,
  loading: () => <SkeletonRows rows={10} label="Loading the gallery" />,
});

/** Templates and blueprints to begin a workflow with. */
export function GalleryPage() {
  const mayWrite = useAllowed('operator');
  if (mayWrite) return <Gallery />;
  return <ErrorState what="The gallery" problem={{ kind: 'denied', message: 'Operators and admins write workflows.', requestId: null }} />;
}
