'use client';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useShortcut } from '../keys/shortcuts.ts';
import { cn } from './class-names.ts';
import { Input } from './input.tsx';

/** A pause in typing after which the filter applies, ms. */
const PAUSE_MS = 200;

interface SearchInputProps {
  label: string;
  value: string;
  onChange(value: string): void;
  className?: string;
}

/** A text filter: "/" focuses it, Escape empties and leaves it. */
export function SearchInput({ label, value, onChange, className }: SearchInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    // The filter changed from outside (back button, reset).
    setSeen(value);
    setTyped(value);
  }
  useShortcut({ keys: '/', label: 'Filter by text', group: 'Lists' }, () => input.current?.focus());
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <div className={cn('relative w-64', className)}>
      <Search className="pointer-events-none absolute top-1.5 left-2 size-4 text-ink-3" aria-hidden />
      <Input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          setTyped('');
          onChange('');
          event.currentTarget.blur();
        }}
        className="h-7 pl-7.5"
      />
    </div>
  );
}
