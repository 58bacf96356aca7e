'use client';
import { useQuery } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { readProblem } from '../problem.ts';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';

/** What a walk over the chain found; nothing until somebody asks. */
export function VerifyChain() {
  const trpc = useTRPC();
  const allowed = useAllowed('admin');
  const { data, error, isFetching, refetch } = useQuery(trpc.audit.verify.queryOptions(undefined, { enabled: false, retry: false }));
  if (!allowed) return null;
  return (
    <>
      <span role="status" className="text-base text-ink-2">
        {error !== null && readProblem(error).message}
        {error === null && data?.brokenAt && (
          <span className="text-fail">Entry {data.brokenAt} does not follow from the one before it.</span>
        )}
        {error === null && data?.brokenAt === null && (
          <>
            All {data.entries.toLocaleString('en')} entries follow from one another. Last hash{' '}
            <code className="font-mono text-small" title={data.lastHash}>
              {data.lastHash.slice(0, 12)}
            </code>
          </>
        )}
      </span>
      <Button busy={isFetching} onClick={() => void refetch()}>
        <Link2 aria-hidden />
        Verify the chain
      </Button>
    </>
  );
}
