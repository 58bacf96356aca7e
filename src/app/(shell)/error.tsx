'use client';
import { ErrorState } from '@/components/ui/error-state.tsx';

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset(): void }) {
  const problem = { kind: 'failed', message: 'Runs go on; only this page failed.', requestId: error.digest ?? null } as const;
  return <ErrorState what="This page" problem={problem} onRetry={reset} />;
}
