import type { Verdict } from '@/server/core/validation/judge.ts';
import { cn } from '../ui/class-names.ts';
import { VERDICT_LOOKS } from './validation-words.ts';

/** A verdict as icon and word. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const { icon: Icon, tone, word } = VERDICT_LOOKS[verdict];
  return (
    <span className={cn('inline-flex items-center gap-1.5 whitespace-nowrap font-medium', tone)}>
      <Icon className="size-4 shrink-0" aria-hidden />
      {word}
    </span>
  );
}
