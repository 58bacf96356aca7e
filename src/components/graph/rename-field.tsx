'use client';
import { useEffect, useRef } from 'react';
import { NODE_HEIGHT, NODE_WIDTH } from './fold-layers.ts';
import type { GraphEngine } from './graph-engine.ts';
import { toScreen } from './view.ts';

interface RenameFieldProps {
  engine: GraphEngine;
  id: string;
  name: string;
  /** With the new name; null when it was left as it is. */
  onDone(name: string | null): void;
}

/** A task's name, edited where it stands. Enter keeps it, Escape does not, leaving keeps it. */
export function RenameField({ engine, id, name, onDone }: RenameFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.select();
    const place = () => {
      const node = engine.scene.indexOf(id);
      const view = engine.view();
      if (!field.current || node < 0) return;
      const { x, y } = toScreen(view, engine.scene.at(node));
      field.current.style.transform = `translate(${x}px,${y}px) scale(${view.zoom})`;
    };
    place();
    return engine.onFrame(place);
  }, [engine, id]);
  // Taking the field away is leaving it, too: only the first end counts.
  const ended = useRef(false);
  const end = (given: string | null) => {
    if (ended.current) return;
    ended.current = true;
    onDone(given);
  };
  const keep = () => {
    const next = field.current?.value.trim() ?? '';
    end(next === '' || next === name ? null : next);
  };
  return (
    <input
      ref={field}
      data-graph-control
      aria-label={`Name of ${name}`}
      defaultValue={name}
      maxLength={200}
      // biome-ignore lint/a11y/noAutofocus: it was opened to be typed into
      autoFocus
      className="absolute top-0 left-0 z-20 origin-top-left rounded-control border-2 border-accent bg-panel px-2.5 font-medium text-ink text-small"
      style={{ width: NODE_WIDTH, height: NODE_HEIGHT }}
      onBlur={keep}
      onKeyDown={(event) => {
        event.stopPropagation();
        // Else the key would go on to press the card that gets the focus back.
        if (event.key === 'Enter' || event.key === 'Escape') event.preventDefault();
        if (event.key === 'Enter') keep();
        else if (event.key === 'Escape') end(null);
      }}
    />
  );
}
