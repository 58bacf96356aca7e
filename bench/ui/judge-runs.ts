import { median } from '../engine/statistics.ts';
import type { LiveRunFigures, LongRunFigures, Verdict } from './figures.ts';
import { atMost, inMegabytes, inMs } from './judge-gates.ts';

// What the page of a run promises, with many events and while it goes on. Medians of the rounds.

const FIRST_ROW_MS = 700;
const SCROLL_MS = 50;
const HEAP_MB = 200;
const PAINT_MS = 250;
/** Fewer events do not show how the page bears many. */
const EVENTS_PER_SECOND = 200;

function judgeLong(rounds: readonly LongRunFigures[]): Verdict[] {
  const [first] = rounds;
  if (first === undefined) return [];
  const named = (name: string) => `run with ${first.events.toLocaleString('en-US')} events: ${name}`;
  const middle = (read: (figures: LongRunFigures) => number) => median(rounds.map(read));
  const scroll = { limit: SCROLL_MS, show: inMs };
  return [
    atMost(
      named('first row of the timeline'),
      middle(({ firstRowMs }) => firstRowMs),
      { limit: FIRST_ROW_MS, show: inMs },
    ),
    atMost(
      named('worst frame, scrolling the timeline'),
      middle(({ timeline }) => timeline.worst),
      scroll,
    ),
    atMost(
      named('worst frame, scrolling the events'),
      middle(({ scrolledEvents }) => scrolledEvents.worst),
      scroll,
    ),
    atMost(
      named('heap'),
      middle(({ heapMb }) => heapMb),
      { limit: HEAP_MB, show: inMegabytes },
    ),
  ];
}

function judgeLive(rounds: readonly LiveRunFigures[]): Verdict[] {
  if (rounds.length === 0) return [];
  const rate = median(rounds.map(({ eventsPerSecond }) => eventsPerSecond));
  const name = `event to paint, 95 of 100, at ${Math.round(rate)} events a second`;
  const verdict = atMost(name, median(rounds.map(({ p95 }) => p95)), { limit: PAINT_MS, show: inMs });
  return [rate >= EVENTS_PER_SECOND ? verdict : { ...verdict, met: null }];
}

export function judgeRuns({ longRuns, liveRuns }: { longRuns: readonly LongRunFigures[]; liveRuns: readonly LiveRunFigures[] }): Verdict[] {
  return [...judgeLong(longRuns), ...judgeLive(liveRuns)];
}
