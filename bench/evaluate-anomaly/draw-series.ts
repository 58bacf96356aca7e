import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';
import type { Series } from './read-series.ts';

// Series drawn with known faults, to choose the bar without touching recorded ones. Wide ranges, nothing fitted to a recording.

interface Draw {
  /** 0..1 */
  uniform: () => number;
  /** Standard normal. */
  normal: () => number;
}

interface Ground extends Draw {
  /** Numbers per day. */
  day: number;
  base: number;
  swing: number;
  noise: number;
  /** The share of the numbers that are spikes and mean nothing. */
  spikes: number;
}

const KINDS: Record<string, (ground: Ground) => (at: number) => number> = {
  season: (g) => {
    const drift = wander(g, 0.9);
    return (at) =>
      g.base + g.swing * Math.sin((2 * Math.PI * at) / g.day) * (Math.floor(at / g.day) % 7 >= 5 ? 0.6 : 1) + g.noise * drift();
  },
  flat: (g) => () => g.base + g.noise * g.normal(),
  spiky: (g) => () => g.base + g.noise * g.normal() + (g.uniform() < g.spikes ? g.base * (0.5 + 3 * g.uniform() ** 2) : 0),
  counts: (g) => {
    const drift = wander(g, 0.8);
    return (at) => {
      const rate = Math.max(0.3, (g.base / 4) * (1.2 + Math.sin((2 * Math.PI * at) / g.day)) * Math.exp(0.5 * drift()));
      const count = Math.max(0, Math.round(rate + 1.5 * Math.sqrt(rate) * g.normal()));
      return g.uniform() < g.spikes ? count * (2 + 4 * g.uniform()) : count;
    };
  },
  walk: (g) => {
    const drift = wander(g, 0.999);
    return () => g.base + 3 * g.noise * drift() + 0.2 * g.noise * g.normal();
  },
  idle: (g) => {
    let busy = 0;
    return () => {
      busy = g.uniform() < 2 * g.spikes ? 3 + Math.floor(10 * g.uniform()) : busy - 1;
      if (busy > 0) return g.base * Math.exp(g.normal());
      return g.uniform() < 0.7 ? 0 : 1;
    };
  },
  latency: (g) => (at) =>
    g.base * Math.exp(0.25 * g.normal() + 0.1 * Math.sin((2 * Math.PI * at) / g.day)) * (g.uniform() < g.spikes ? 1 + 3 * g.uniform() : 1),
  square: (g) => (at) => g.base + (at % g.day < g.day / 3 ? g.swing : 0) + 0.3 * g.noise * g.normal(),
};
export const DRAWN_KINDS: readonly string[] = Object.keys(KINDS);

interface Fault extends Draw {
  values: number[];
  at: number;
  /** Numbers it lasts, where it does not stay. */
  length: number;
  /** Signed. */
  size: number;
}

const FAULTS: Record<string, (fault: Fault) => void> = {
  spike: ({ values, at, size }) => change(values, { from: at, until: at + 2 }, (value) => value + 2 * size),
  shift: ({ values, at, size }) => change(values, { from: at, until: values.length }, (value) => value + 0.7 * size),
  bump: ({ values, at, length, size }) => change(values, { from: at, until: at + 2 * length }, (value) => value + size),
  stuck: ({ values, at, length }) => change(values, { from: at, until: at + 2 * length }, () => values[at] as number),
  noisy: ({ values, at, length, size, normal }) =>
    change(values, { from: at, until: at + 2 * length }, (value) => value + 0.7 * size * normal()),
  ramp: ({ values, at, length, size }) =>
    change(values, { from: at, until: at + 4 * length }, (value, index) => value + size * Math.min(1, (index - at) / (2 * length))),
  outage: ({ values, at, length, uniform }) => change(values, { from: at, until: at + length }, (value) => 0.05 * value * uniform()),
  dense: ({ values, at, length, size, uniform }) =>
    change(values, { from: at, until: at + 3 * length }, (value) => (uniform() < 0.2 ? value + 1.5 * Math.abs(size) : value)),
};
export const DRAWN_FAULTS: readonly string[] = Object.keys(FAULTS);

/** @param wish.fault one of DRAWN_FAULTS, or none @returns the same for the same wish */
export function drawSeries({ kind, fault, seed }: { kind: string; fault: string | null; seed: number }): Series {
  const uniform = seededRandom(seed * 1_009 + DRAWN_KINDS.indexOf(kind) * 31 + DRAWN_FAULTS.indexOf(fault ?? '') + 1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const draw = { uniform, normal };
  const base = 20 + 80 * uniform();
  const day = [96, 144, 288][Math.floor(3 * uniform())] as number;
  const ground = {
    ...draw,
    day,
    base,
    swing: base * (0.2 + 0.5 * uniform()),
    noise: base * (0.02 + 0.1 * uniform()),
    spikes: 0.002 + 0.01 * uniform(),
  };
  const next = (KINDS[kind] as (typeof KINDS)[string])(ground);
  const values = Array.from({ length: 2_000 + Math.floor(3_000 * uniform()) }, (_, at) => next(at));
  const probation = Math.min(750, Math.floor(0.15 * values.length));
  const faults = fault === null ? 0 : 1 + Math.floor(3 * uniform());
  const half = Math.floor((0.05 * values.length) / Math.max(1, faults));
  const windows: [number, number][] = [];
  for (let one = 0; one < faults; one += 1) {
    const at = probation + Math.floor(((values.length - probation) * (one + 0.15 + 0.6 * uniform())) / faults);
    const usual =
      kind === 'flat' || kind === 'walk'
        ? ground.noise
        : kind === 'season' || kind === 'square'
          ? 0.25 * ground.swing + ground.noise
          : 0.35 * base;
    const size = (uniform() < 0.7 ? 1 : -1) * (4 + 6 * uniform()) * usual;
    (FAULTS[fault as string] as (typeof FAULTS)[string])({ ...draw, values, at, length: 10 + Math.floor((uniform() * day) / 2), size });
    windows.push([Math.max(windows.at(-1)?.[1] ?? -1, at - half - 1) + 1, Math.min(values.length - 1, at + half)]);
  }
  return { name: `${kind}-${fault ?? 'calm'}-${seed}`, values, probation, windows };
}

/** Every kind with every fault, and without. */
export function drawCorpus(seed: number): Series[] {
  return DRAWN_KINDS.flatMap((kind) => [...DRAWN_FAULTS, null].map((fault) => drawSeries({ kind, fault, seed })));
}

/** A standard normal value that remembers `persistence` of itself. */
function wander({ normal }: Draw, persistence: number): () => number {
  let value = 0;
  return () => {
    value = persistence * value + Math.sqrt(1 - persistence ** 2) * normal();
    return value;
  };
}

function change(values: number[], { from, until }: { from: number; until: number }, to: (value: number, at: number) => number): void {
  for (let at = from; at < Math.min(values.length, until); at += 1) values[at] = Math.max(0, to(values[at] as number, at));
}
