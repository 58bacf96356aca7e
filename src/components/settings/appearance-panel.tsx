'use client';
import { Monitor, Moon, Sun } from 'lucide-react';
import { useTheme } from 'next-themes';
import { useSyncExternalStore } from 'react';
import { cn } from '../ui/class-names.ts';
import { Panel } from '../ui/panel.tsx';

const THEMES = [
  { value: 'system', label: 'As the system', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const;

const never = () => () => {};

export function AppearancePanel() {
  const { theme, setTheme } = useTheme();
  // The server does not know the choice; nothing is marked before the browser has said it.
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <Panel title="Appearance">
      <fieldset className="flex gap-2 p-4">
        <legend className="sr-only">Theme</legend>
        {THEMES.map(({ value, label, icon: Icon }) => {
          const on = inBrowser && theme === value;
          return (
            <label
              key={value}
              className={cn(
                'flex h-9 items-center gap-2 rounded-control border px-3 text-base has-focus-visible:outline-2 has-focus-visible:outline-accent',
                on ? 'border-ink bg-raised font-medium text-ink' : 'text-ink-2 hover:bg-hover',
              )}
            >
              <input type="radio" name="theme" value={value} checked={on} onChange={() => setTheme(value)} className="sr-only" />
              <Icon className="size-4" aria-hidden />
              {label}
            </label>
          );
        })}
      </fieldset>
    </Panel>
  );
}
