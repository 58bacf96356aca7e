import { Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

interface BannerProps {
  tone: 'info' | 'wait' | 'fail';
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}

const tones = {
  info: 'border-line bg-raised text-ink-2',
  wait: 'border-transparent bg-wait-soft text-wait',
  fail: 'border-transparent bg-fail-soft text-fail',
} as const;

/** One line across a view that qualifies what stands below it. */
export function Banner({ tone, children, action, className }: BannerProps) {
  const Icon: LucideIcon = tone === 'info' ? Info : TriangleAlert;
  return (
    <div
      role="status"
      className={cn('flex min-h-8 items-center gap-2 rounded-control border px-3 py-1.5 text-base', tones[tone], className)}
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}
