import { cva, type VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';

/** The look of a button; also for links that act like one. */
export const buttonClass = cva(
  [
    'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-control font-medium',
    'transition-[background-color,border-color,opacity] duration-100 disabled:pointer-events-none disabled:opacity-50 [&_svg]:shrink-0',
  ],
  {
    variants: {
      variant: {
        primary: 'bg-ink text-page hover:bg-ink/85 active:bg-ink/75',
        secondary: [
          'border border-line-strong bg-panel text-ink hover:bg-hover active:bg-raised',
          'aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent',
        ],
        ghost: 'text-ink-2 hover:bg-hover hover:text-ink active:bg-raised data-popup-open:bg-hover',
        danger: 'border border-line-strong bg-panel text-fail hover:border-fail hover:bg-fail-soft',
        dangerSolid: 'bg-fail text-page hover:opacity-90',
      },
      size: {
        sm: 'h-7 px-2.5 text-small [&_svg]:size-3.5',
        md: 'h-8 px-3 text-base [&_svg]:size-4',
        icon: 'size-7 [&_svg]:size-4',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'sm' },
  },
);

type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonClass> & {
    /** The act is on its way: the label stays, a spinner joins it, further clicks are ignored. */
    busy?: boolean;
  };

export function Button({ className, variant, size, busy = false, disabled, children, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cn(buttonClass({ variant, size }), className)}
    >
      {busy && <LoaderCircle className="animate-spin" aria-hidden />}
      {children}
    </button>
  );
}
