import type { AttemptView } from '@/server/core/task/task-view.ts';
import { Badge } from '../ui/badge.tsx';

const LOOKS = {
  verified: { tone: 'ok', word: 'verified' },
  rejected: { tone: 'fail', word: 'rejected' },
  unverified: { tone: 'wait', word: 'returned, not verified' },
} as const;

/** What the task's contract said of the attempt's result. Why stands in the title, and below with the error. */
export function VerificationBadge({ attempt }: { attempt: Pick<AttemptView, 'verification' | 'verificationReason'> }) {
  const { verification, verificationReason } = attempt;
  if (verification === null) return null;
  const { tone, word } = LOOKS[verification];
  const why = verificationReason === null || verification === 'verified' ? '' : `: ${verificationReason}`;
  return (
    <Badge tone={tone} title={verificationReason ?? undefined} className="min-w-0 max-w-72">
      <span className="truncate">{`${word}${why}`}</span>
    </Badge>
  );
}
