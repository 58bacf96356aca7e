'use client';
import { Search } from 'lucide-react';
import { AlertBell } from '../alert/alert-bell.tsx';
import { LiveDot } from '../live/live-dot.tsx';
import { ModeBadge } from '../mode/mode-badge.tsx';
import { Button } from '../ui/button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { ThemeToggle } from './theme-toggle.tsx';
import { UserMenu } from './user-menu.tsx';

export function TopBar({ onPalette }: { onPalette(): void }) {
  return (
    <header id="top-bar" className="flex h-12 shrink-0 items-center justify-between gap-4 border-b px-4">
      <Button
        variant="ghost"
        onClick={onPalette}
        className="-ml-1 w-64 justify-start border border-line font-normal text-ink-3 hover:text-ink-2"
      >
        <Search aria-hidden />
        Search or run a command
        <span className="ml-auto flex gap-0.5">
          <Kbd>Ctrl</Kbd>
          <Kbd>K</Kbd>
        </span>
      </Button>
      <div className="flex items-center gap-1">
        <ModeBadge />
        <LiveDot />
        <AlertBell />
        <ThemeToggle />
        <UserMenu />
      </div>
    </header>
  );
}
