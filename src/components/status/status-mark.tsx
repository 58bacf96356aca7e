import { cn } from '../ui/class-names.ts';
import { type StatusLook, TONE_SOFT, TONE_TEXT } from './status-vocabulary.ts';

/** Only the icon; say the word beside it or in a label. */
export function StatusIcon({ look, className }: { look: StatusLook; className?: string }) {
  const Icon = look.icon;
  return (
    <Icon
      aria-hidden
      className={cn('size-3.5 shrink-0', TONE_TEXT[look.tone], look.turning && 'animate-[spin_2.4s_linear_infinite]', className)}
    />
  );
}

/** Icon and word, in a line of text. */
export function StatusMark({ look, className }: { look: StatusLook; className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-1.5 whitespace-nowrap font-medium', TONE_TEXT[look.tone], className)}>
      <StatusIcon look={look} />
      {look.word}
    </span>
  );
}

/** Icon and word on the soft colour: for the one state that a page is about. */
export function StatusPill({ look, className }: { look: StatusLook; className?: string }) {
  return <StatusMark look={look} className={cn('h-6 rounded-control px-2 text-small', TONE_SOFT[look.tone], className)} />;
}
