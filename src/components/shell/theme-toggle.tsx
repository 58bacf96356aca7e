'use client';
import { Moon, Sun } from 'lucide-react';
import { useTheme } from 'next-themes';
import { useShortcut } from '../keys/shortcuts.ts';
import { Button } from '../ui/button.tsx';

export function ThemeToggle() {
  const { resolvedTheme, setTheme } = useTheme();
  const toggle = () => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark');
  useShortcut({ keys: 'T', label: 'Switch light and dark', group: 'Everywhere' }, toggle);
  return (
    <Button variant="ghost" size="icon" aria-label="Switch light and dark" title="Switch light and dark" onClick={toggle}>
      <Sun className="dark:hidden" aria-hidden />
      <Moon className="hidden dark:block" aria-hidden />
    </Button>
  );
}
