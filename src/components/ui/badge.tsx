import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';

const badge = cva('inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-[5px] px-1.5 font-medium text-micro', {
  variants: {
    tone: {
      plain: 'bg-raised text-ink-2',
      outline: 'border border-line-strong text-ink-2',
      accent: 'bg-accent-soft text-accent',
      wait: 'bg-wait-soft text-wait',
      ok: 'bg-ok-soft text-ok',
      fail: 'bg-fail-soft text-fail',
    },
  },
  defaultVariants: { tone: 'plain' },
});

export function Badge({ tone, className, ...rest }: ComponentProps<'span'> & VariantProps<typeof badge>) {
  return <span {...rest} className={cn(badge({ tone }), className)} />;
}
