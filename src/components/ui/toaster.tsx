'use client';
import { useTheme } from 'next-themes';
import { Toaster as Sonner } from 'sonner';

export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position="bottom-right"
      toastOptions={{
        classNames: {
          toast: '!bg-panel !text-ink !border-line !shadow-pop !rounded-panel !text-[13px] !font-sans',
          description: '!text-ink-2',
        },
      }}
    />
  );
}
