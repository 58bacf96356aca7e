import { acquire, createBreaker, record, wouldPermit } from '../../src/server/core/breaker/breaker.ts';
import { commandBreaker } from '../../src/server/core/breaker/command-breaker.ts';
import type { BreakerPolicy } from '../../src/server/core/breaker/policy.ts';
import { BREAKER_RESOURCE_TYPES, PRESETS } from '../../src/server/core/breaker/presets.ts';
import type { BreakerState } from '../../src/server/core/breaker/state.ts';
import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';
import { percentile, spread } from '../engine/statistics.ts';

/** One decision is shorter than the clock can tell: batches of so many are timed. */
const BATCH = 200;
const BATCHES = 500;
const PASSES = 200;

export interface Measured {
  name: string;
  /** Time on the processor per decision, all threads of this process. It does not grow when others use the machine. */
  cpuUs: number;
  /** By the clock, over the means of batches. */
  p50Us: number;
  p99Us: number;
}

export interface BreakerFigures {
  decisions: Measured[];
  /** One look at every breaker of the fleet. */
  fleetMs: ReturnType<typeof spread>;
  /** The largest of the measured breakers as JSON. */
  storedBytes: number;
}

/** A call from the question to its outcome, over and over, with one failure in five, so that it opens, probes and closes on the way. */
function runCalls(rules: BreakerPolicy, random: () => number): { us: number[]; state: BreakerState } {
  let state = createBreaker(rules, { now: 0, seed: 1 });
  let now = 0;
  const us: number[] = [];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const began = performance.now();
    for (let call = 0; call < BATCH; call += 1) {
      now += 250;
      const asked = acquire(rules, state, now);
      state = asked.state;
      if (!asked.permitted) continue;
      const kind = random() < 0.2 ? 'failure' : 'success';
      state = record(rules, state, { kind, generation: state.generation, at: now, durationMs: 100 });
    }
    us.push(((performance.now() - began) * 1_000) / BATCH);
  }
  return { us, state };
}

/** Breakers in every state, most of them closed and with a history. */
function buildFleet(size: number, random: () => number): BreakerState[] {
  const rules = PRESETS.agent;
  return Array.from({ length: size }, (_, index) => {
    let state = createBreaker(rules, { now: 0, seed: index });
    for (let at = 0; at < 10; at += 1) {
      state = record(rules, state, { kind: random() < 0.1 ? 'failure' : 'success', generation: state.generation, at });
    }
    if (index % 10 !== 0) return state;
    const type = (['trip', 'force_open', 'disable'] as const)[(index / 10) % 3] ?? 'trip';
    const result = commandBreaker(rules, state, { command: { type }, at: 10 });
    return result.ok ? result.state : state;
  });
}

function timeFleet(size: number, random: () => number): number[] {
  const fleet = buildFleet(size, random);
  let permitted = 0;
  const ms = Array.from({ length: PASSES }, (_, pass) => {
    const began = performance.now();
    for (const state of fleet) permitted += Number(wouldPermit(PRESETS.agent, state, 10 + pass * 500));
    return performance.now() - began;
  });
  if (permitted === 0) throw new Error('a fleet of which nobody may work was measured');
  return ms;
}

/** @param fleet how many breakers a dispatch pass looks at */
export function measureBreakers(fleet: number): BreakerFigures {
  const random = seededRandom(7);
  const decisions: Measured[] = [];
  let storedBytes = 0;
  for (const type of BREAKER_RESOURCE_TYPES) {
    runCalls(PRESETS[type], random);
    const before = process.cpuUsage();
    const { us, state } = runCalls(PRESETS[type], random);
    const { user, system } = process.cpuUsage(before);
    const cpuUs = (user + system) / (BATCH * BATCHES);
    decisions.push({ name: `acquire and record, ${type}`, cpuUs, p50Us: percentile(us, 0.5), p99Us: percentile(us, 0.99) });
    storedBytes = Math.max(storedBytes, JSON.stringify(state).length);
  }
  return { decisions, fleetMs: spread(timeFleet(fleet, random)), storedBytes };
}
