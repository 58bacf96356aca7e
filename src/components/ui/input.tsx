import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';

const control = [
  'w-full rounded-control border border-line-strong bg-panel px-2.5 text-base text-ink placeholder:text-ink-3',
  'hover:border-ink-3 focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-60',
  'aria-invalid:border-fail aria-invalid:outline-fail',
].join(' ');

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input autoComplete="off" {...rest} className={cn(control, 'h-8', className)} />;
}

/** For code and JSON pass `className="font-mono text-small"`. */
export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea spellCheck={false} {...rest} className={cn(control, 'min-h-20 py-1.5 leading-5', className)} />;
}
