'use client';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { useShortcutList } from './shortcuts.ts';

/** Keys the browser or the palette answers itself, so that nobody registers them. */
const BUILT_IN = [
  { keys: 'Ctrl K', label: 'Open the command palette', group: 'Everywhere' },
  { keys: 'Enter', label: 'Open the focused row', group: 'Lists' },
] as const;

export function ShortcutSheet({ open, onOpenChange }: { open: boolean; onOpenChange(open: boolean): void }) {
  const shortcuts = [...BUILT_IN, ...useShortcutList()];
  const groups = [...new Set(shortcuts.map(({ group }) => group))];
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts" description="What works on this page." size="md">
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group}>
            <h3 className="mb-1.5 font-semibold text-ink text-small">{group}</h3>
            <ul className="flex flex-col gap-1">
              {shortcuts
                .filter((shortcut) => shortcut.group === group)
                .map(({ keys, label }) => (
                  <li key={`${keys} ${label}`} className="flex items-center justify-between gap-4 text-base text-ink-2">
                    {label}
                    <span className="flex gap-1">
                      {keys.split(' ').map((key) => (
                        <Kbd key={key}>{key === 'Escape' ? 'Esc' : key}</Kbd>
                      ))}
                    </span>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
