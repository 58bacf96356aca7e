import type { Frames } from './record-frames.ts';

/** Frames of the steps that are also measured on a slowed-down processor. */
export interface Motion {
  panFit: Frames;
  crossIn: Frames;
  restIn: Frames;
  crossOut: Frames;
  /** The same again, cards and glyphs known. */
  warmIn: Frames;
  warmOut: Frames;
  panClose: Frames;
}

export interface PageFigures {
  size: number;
  round: number;
  /** Navigation to the first painted frame, ms. */
  openMs: number;
  motion: Motion;
  /** The same with the processor slowed down four times; null where it was not measured. */
  slowed: Motion | null;
  recolour: Record<'far200' | 'far1000' | 'close200' | 'close1000', Frames>;
  edit: Record<'dragOne' | 'dragAll' | 'box' | 'keys', Frames>;
  /** Whether every step of the keyboard arrived at a button with a name. */
  keysArrived: number;
  keysPressed: number;
  selectedByBox: number;
  heapMb: number;
  /** Cards in the DOM, at most, over all steps. */
  mostCards: number;
  /** In the worker, ms, and the longest frame of the page meanwhile. */
  layout: { ms: number; longest: number };
  /** From one edit of a draft of so many tasks to everything that is wrong with it, ms; null where it was not measured. */
  checkMs: number | null;
  /** Rules of axe that the page breaks. */
  axe: string[];
}

/** Shares of all pixels that differ between painted and DOM cards. */
export interface LookFigures {
  theme: 'light' | 'dark';
  /** Device pixels per graph pixel. */
  scale: number;
  any: number;
  visible: number;
}

export interface Verdict {
  name: string;
  target: string;
  value: string;
  /** Null: not measured. */
  met: boolean | null;
}

export interface UiReport {
  format: 1;
  kind: 'ui';
  takenAt: string;
  commit: string;
  command: string;
  machine: { cpu: string; cores: number; memoryMb: number; system: string };
  browser: string;
  /** Of the last minute, before and after. */
  loadAverage: [number, number];
  verdicts: Verdict[];
  pages: PageFigures[];
  looks: LookFigures[];
}
