// Watches a series of numbers for what is strange after its own past, one number at a time, without looking ahead.
//
// learning (the first `probation` numbers: nothing is said) -> watching -> an alert -> quiet for a while -> watching
//
// Why this shape: docs/adr/0015-degradation-detector.md.

import { type Channel, levelChannel } from './level-channel.ts';
import { shapeChannel } from './shape-channel.ts';

/** Three memories of different length judge everything. A short one adapts to a new normal, a long one does not forget the old. */
const MEMORIES = [500, 1_000, 2_000] as const;
/** A jump, a burst, a shift: means over so many numbers. */
const SPANS = [1, 6, 24] as const;
/** One memory's surprise counts up to here: it cannot raise an alert against the other two. */
const MOST_SURPRISE = 8;
/** The bar after a thousand numbers. It rises by one each time the series is ten times as long, so that false alarms do not grow with it. */
const BAR_AT_THOUSAND = 4;
/** Larger amounts count as this: their squares and differences stay numbers. */
const MOST_AMOUNT = 1e100;
/** After an alert nothing more is said for this share of the probation. */
const QUIET_SHARE = 0.1;

export interface Judgement {
  /** log10 of one over the probability of something as strange, 0 to 8. */
  surprise: number;
  /** What the surprise must reach for an alert. */
  bar: number;
  /** Something began that a person should know. Never while learning, and once for what goes on. */
  alert: boolean;
}

export interface SeriesWatch {
  /** @param amount finite */
  observe(amount: number): Judgement;
}

/** @param settings.probation numbers that are only learned from; @param settings.bar of surprise after a thousand numbers */
export function watchSeries(settings: { probation: number; bar?: number }): SeriesWatch {
  const byMemory: Channel[][] = MEMORIES.map((memory) => SPANS.map((span) => levelChannel({ memory, span })));
  const shape = shapeChannel();
  const quietFor = Math.max(1, Math.floor(QUIET_SHARE * settings.probation));
  let seen = 0;
  let quietUntil = settings.probation;
  return {
    observe(amount) {
      const value = Math.min(MOST_AMOUNT, Math.max(-MOST_AMOUNT, amount));
      const ofShape = shape.observe(value);
      const judged = byMemory.map((channels) => Math.min(MOST_SURPRISE, Math.max(ofShape, ...channels.map((one) => one.observe(value)))));
      const surprise = judged.reduce((sum, one) => sum + one, 0) / judged.length;
      seen += 1;
      const bar = (settings.bar ?? BAR_AT_THOUSAND) + Math.log10(seen / 1_000);
      const alert = seen > quietUntil && surprise >= bar;
      if (alert) quietUntil = seen - 1 + quietFor;
      return { surprise, bar, alert };
    },
  };
}
