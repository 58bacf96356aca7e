'use client';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { EmergencyBanner } from '../emergency/emergency-banner.tsx';
import { useShortcut, useShortcutListener } from '../keys/shortcuts.ts';
import { PLACES, type Place } from './places.ts';
import { Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';

const CommandPalette = dynamic(() => import('./command-palette.tsx').then((module) => module.CommandPalette), { ssr: false });
const ShortcutSheet = dynamic(() => import('../keys/shortcut-sheet.tsx').then((module) => module.ShortcutSheet), { ssr: false });

function PlaceKey({ place }: { place: Place }) {
  const router = useRouter();
  useShortcut({ keys: `g ${place.key}`, label: `Go to ${place.label.toLowerCase()}`, group: 'Pages' }, () => router.push(place.href));
  return null;
}

/** Rail, top bar and the page between them. The page scrolls, the frame stays. */
export function AppShell({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<'palette' | 'sheet' | null>(null);
  useShortcutListener();
  useShortcut({ keys: '?', label: 'Show these shortcuts', group: 'Everywhere' }, () => setOpen('sheet'));
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      setOpen((now) => (now === 'palette' ? null : 'palette'));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <div className="flex h-dvh overflow-hidden">
        <Rail />
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar onPalette={() => setOpen('palette')} />
          <EmergencyBanner />
          <main id="page" tabIndex={-1} className="relative flex min-h-0 flex-1 flex-col overflow-y-auto outline-none">
            {children}
          </main>
        </div>
      </div>
      {PLACES.map((place) => (
        <PlaceKey key={place.key} place={place} />
      ))}
      {open === 'palette' && <CommandPalette onClose={() => setOpen(null)} onSheet={() => setOpen('sheet')} />}
      {open === 'sheet' && <ShortcutSheet open onOpenChange={() => setOpen(null)} />}
    </>
  );
}
