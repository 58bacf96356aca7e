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
  /** In the worker, ms, and the longest animation frame of the page meanwhile; 0 when none took over 50 ms. */
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

/** The page of a run with many events, ms unless said. */
export interface LongRunFigures {
  round: number;
  events: number;
  /** Navigation to the first painted row of the timeline. */
  firstRowMs: number;
  /** Navigation to the last task read. */
  readMs: number;
  whileReading: Frames;
  /** The worse of scrolling down and up again. */
  timeline: Frames;
  scrolledEvents: Frames;
  /** Until every event was read for looking back. */
  readEventsMs: number;
  /** While the scrubber goes from event to event. */
  lookingBack: Frames;
  /** With all tasks and all events read. */
  heapMb: number;
}

/** From an event to its paint, ms, while a run goes on. */
export interface LiveRunFigures {
  round: number;
  eventsPerSecond: number;
  p50: number;
  p95: number;
  worst: number;
  frames: Frames;
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
  /** Empty where a page was measured that ran already. */
  longRuns: LongRunFigures[];
  liveRuns: LiveRunFigures[];
}
