'use client';
import { CircleAlert, LockKeyhole, SearchX } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { Button, buttonClass } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { EmptyState } from './empty-state.tsx';

export interface Problem {
  kind: 'denied' | 'not-found' | 'failed';
  /** What failed, for people. */
  message: string;
  /** Names this failure in the server's log. */
  requestId: string | null;
}

/** A way on from here. */
export interface Way {
  href: Route;
  label: string;
}

interface ErrorStateProps {
  what: string;
  problem: Problem;
  /** Taken where there is no such thing: trying again would not bring it. */
  back?: Way | undefined;
  onRetry?: () => void;
}

/** Says what failed, gives the id to look it up by, and offers to try again. Also the denied and the not-found state. */
export function ErrorState({ what, problem, back, onRetry }: ErrorStateProps) {
  if (problem.kind === 'denied') {
    return (
      <EmptyState icon={LockKeyhole} title="Your role does not allow this">
        {problem.message} Ask an admin.
      </EmptyState>
    );
  }
  const missing = problem.kind === 'not-found';
  return (
    <div role="alert">
      <EmptyState
        icon={missing ? SearchX : CircleAlert}
        title={missing ? `${what} was not found` : `${what} could not be loaded`}
        action={
          missing && back ? (
            <Link href={back.href} className={buttonClass()}>
              {back.label}
            </Link>
          ) : (
            onRetry && <Button onClick={onRetry}>Try again</Button>
          )
        }
      >
        <p>{problem.message}</p>
        {problem.requestId && (
          <p className="mt-2 inline-flex items-center gap-1 font-mono text-ink-3 text-small">
            request {problem.requestId}
            <CopyButton value={problem.requestId} label="Copy request id" />
          </p>
        )}
      </EmptyState>
    </div>
  );
}
