import type { CSSProperties } from 'react';
import { COMPONENTS, type Component } from '@/server/core/routing/weights.ts';

/** Names of components as people read them. */
export const COMPONENT_WORDS: Record<Component, string> = {
  capability: 'Capability',
  persona: 'Persona',
  predicted: 'Predicted success',
  safety: 'Safety',
  load: 'Free slots',
  cost: 'Cost',
  speed: 'Speed',
  specialization: 'Specialisation',
  learning: 'Learning',
  contextual: 'Context',
  preference: 'Preference',
  quality: 'Predicted quality',
};

export const componentWord = (name: string): string => COMPONENT_WORDS[name as Component] ?? name;

/** Degrees between the hues of neighbours: far apart, so that bars side by side differ. */
const HUE_STEP = 147;

/** The colour of a component, the same everywhere; light and chroma suit both themes. */
export function componentFill(name: string): CSSProperties {
  const at = Math.max(0, COMPONENTS.indexOf(name as Component));
  return { backgroundColor: `oklch(0.66 0.13 ${(250 + at * HUE_STEP) % 360})` };
}
