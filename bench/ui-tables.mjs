// The figures of the canvas as Markdown: printed by the benchmark, kept in docs/benchmarks.md by render-benchmarks.mjs.
import { table, verdictTable } from './report-tables.mjs';

/** @typedef {import('./ui/figures.ts').UiReport} UiReport */
/** @typedef {import('./ui/figures.ts').PageFigures} PageFigures */

/** The smallest and the largest of some values, or the one they are. */
function range(values, show = (value) => String(Math.round(value))) {
  if (values.length === 0) return '';
  const [low, high] = [show(Math.min(...values)), show(Math.max(...values))];
  return low === high ? low : `${low}-${high}`;
}

const motionRows = [
  ['pan, all in view', ({ panFit }) => panFit],
  ['zoom in by wheel', ({ crossIn }) => crossIn],
  ['rest after it, cards mounting', ({ restIn }) => restIn],
  ['zoom out by wheel', ({ crossOut }) => crossOut],
  ['zoom in again', ({ warmIn }) => warmIn],
  ['zoom out again', ({ warmOut }) => warmOut],
  ['pan, close-up', ({ panClose }) => panClose],
];
const recolourRows = [
  ['recolour 200/s, all in view', ({ recolour }) => recolour.far200],
  ['recolour 1,000/s, all in view', ({ recolour }) => recolour.far1000],
  ['recolour 200/s, close-up', ({ recolour }) => recolour.close200],
  ['recolour 1,000/s, close-up', ({ recolour }) => recolour.close1000],
];
const editRows = [
  ['drag one node', ({ edit }) => edit.dragOne],
  ['drag all nodes', ({ edit }) => edit.dragAll],
  ['select by a box', ({ edit }) => edit.box],
  ['60 arrow keys', ({ edit }) => edit.keys],
];

/** Frames per second over the rounds, the worst frame, and what the main thread worked for a frame. */
const shown = (frames) =>
  frames.length === 0
    ? ''
    : `${range(frames.map(({ fps }) => fps))} (${range(frames.map(({ worst }) => worst))}; ${range(
        frames.map(({ cpuMs }) => cpuMs),
        (value) => value.toFixed(1),
      )})`;

/** @param {PageFigures[]} pages */
function framesTable(pages) {
  const sizes = [...new Set(pages.map(({ size }) => size))].sort((a, b) => a - b);
  const of = (size) => pages.filter((page) => page.size === size);
  const row = (name, read) => [name, ...sizes.map((size) => read(of(size)))];
  const rows = [
    row('open, ms', (some) => range(some.map(({ openMs }) => openMs))),
    ...motionRows.map(([name, read]) => row(name, (some) => shown(some.map(({ motion }) => read(motion))))),
    ...motionRows.map(([name, read]) =>
      row(`slowed 4x: ${name}`, (some) => shown(some.flatMap(({ slowed }) => (slowed ? [read(slowed)] : [])))),
    ),
    ...[...recolourRows, ...editRows].map(([name, read]) => row(name, (some) => shown(some.map(read)))),
    row('layout in the worker, ms', (some) => range(some.map(({ layout }) => layout.ms))),
    ...(pages.some(({ checkMs }) => checkMs != null)
      ? [row('from an edit to its faults, ms', (some) => range(some.flatMap(({ checkMs }) => checkMs ?? [])))]
      : []),
    row('longest frame meanwhile, ms', (some) => range(some.map(({ layout }) => layout.longest))),
    row('heap after collection, MB', (some) =>
      range(
        some.map(({ heapMb }) => heapMb),
        (value) => value.toFixed(1),
      ),
    ),
    row('cards in the page, at most', (some) => range(some.map(({ mostCards }) => mostCards))),
  ];
  return table(['nodes', ...sizes.map((size) => size.toLocaleString('en-US'))], rows);
}

function looksTable(looks) {
  const share = (value) => `${(value * 100).toFixed(2)} %`;
  return table(
    ['painted and real cards', 'device pixels per pixel', 'differ', 'seen to differ'],
    looks.map(({ theme, scale, any, visible }) => [theme, scale, share(any), share(visible)]),
  );
}

function runsTable({ longRuns, liveRuns }) {
  if (longRuns.length === 0) return null;
  const row = (name, rounds, read) => [name, range(rounds.map(read))];
  const frames = (name, rounds, read) => [name, shown(rounds.map(read))];
  return table(
    ['page of a run', ''],
    [
      row('100,000 events: first row of the timeline, ms', longRuns, ({ firstRowMs }) => firstRowMs),
      row('all tasks read, ms', longRuns, ({ readMs }) => readMs),
      frames('frames meanwhile', longRuns, ({ whileReading }) => whileReading),
      frames('frames, scrolling the timeline', longRuns, ({ timeline }) => timeline),
      frames('frames, scrolling the events', longRuns, ({ scrolledEvents }) => scrolledEvents),
      row('all events read, to look back, ms', longRuns, ({ readEventsMs }) => readEventsMs),
      frames('frames, from event to event', longRuns, ({ lookingBack }) => lookingBack),
      row('heap after collection with all of it, MB', longRuns, ({ heapMb }) => heapMb),
      row('events a second of the run that goes on', liveRuns, ({ eventsPerSecond }) => eventsPerSecond),
      row('event to paint, half of them, ms', liveRuns, ({ p50 }) => p50),
      row('event to paint, 95 of 100, ms', liveRuns, ({ p95 }) => p95),
      row('event to paint, the worst, ms', liveRuns, ({ worst }) => worst),
      frames('frames meanwhile', liveRuns, ({ frames: each }) => each),
    ],
  );
}

/** @param {UiReport} report @returns {string} Markdown */
export function uiTables(report) {
  const { machine } = report;
  const rounds = Math.max(...[...report.pages, ...report.longRuns].map(({ round }) => round));
  return [
    `${report.takenAt.slice(0, 10)}, commit \`${report.commit}\`, ${machine.cores} x ${machine.cpu}, ${Math.round(machine.memoryMb / 1_024)} GB, ${machine.system}`,
    `\`${report.command}\`: ${report.browser} without GPU, 1440 x 900, ${rounds} round${rounds === 1 ? '' : 's'}; load average before and after ${report.loadAverage.map((load) => load.toFixed(1)).join(' and ')}. ` +
      'Frames per second; in brackets the worst frame and the processor time of the main thread per frame, ms. Ranges over the rounds.',
    verdictTable(report),
    report.pages.length > 0 ? framesTable(report.pages) : null,
    report.looks.length > 0 ? looksTable(report.looks) : null,
    runsTable(report),
  ]
    .filter((part) => part !== null)
    .join('\n\n');
}
