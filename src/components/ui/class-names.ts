import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

// tailwind-merge has to be told our own size names, or it takes "text-small" for a colour and drops the real one.
const merge = extendTailwindMerge({ extend: { theme: { text: ['micro', 'small', 'base', 'lead', 'title'] } } });

/** Joins class names; of two that set the same thing the later wins. */
export function cn(...values: ClassValue[]): string {
  return merge(clsx(values));
}
