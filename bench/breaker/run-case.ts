import {
  acquire,
  createBreaker,
  type Outcome,
  type OutcomeKind,
  record,
  restart,
  wouldPermit,
} from '../../src/server/core/breaker/breaker.ts';
import { advance } from '../../src/server/core/breaker/change-status.ts';
import { BREAKER_COMMANDS, type BreakerCommand, commandBreaker } from '../../src/server/core/breaker/command-breaker.ts';
import { measureBreaker } from '../../src/server/core/breaker/judge-window.ts';
import type { BreakerRules } from '../../src/server/core/breaker/policy.ts';
import { type BreakerState, breakerStateSchema } from '../../src/server/core/breaker/state.ts';
import { caseRules } from './case-rules.ts';
import type { CaseConfig, CaseOutcome, CaseStep, Expectation } from './read-cases.ts';

const KINDS: Record<CaseOutcome, { kind: OutcomeKind; slow?: boolean }> = {
  success: { kind: 'success' },
  failure: { kind: 'failure' },
  slow_success: { kind: 'success', slow: true },
  slow_failure: { kind: 'failure', slow: true },
  benign_error: { kind: 'benign' },
  ignored: { kind: 'ignored' },
  release: { kind: 'released' },
};

/** One breaker on its way through the steps of a case. */
class Run {
  readonly rules: BreakerRules;
  state: BreakerState;
  /** The generation of each named call that was let through and has not ended. */
  readonly #calls = new Map<string, number>();

  constructor(config: CaseConfig) {
    this.rules = caseRules(config);
    this.state = createBreaker(this.rules, { now: 0, status: config.initial_state });
  }

  /** Whether the step's own call was let through (null: it made none), and why it was refused. */
  take(step: CaseStep): { permitted: boolean | null; refused: string | null } {
    const { event, at_ms: now, call } = step;
    switch (event) {
      case 'tick':
        this.state = advance(this.rules, this.state, now);
        return { permitted: null, refused: null };
      case 'restart':
        this.state = restart(this.rules, this.#reload(), now);
        return { permitted: null, refused: null };
      case 'acquire':
        return this.#acquire(now, call ?? null);
      default: {
        const type = BREAKER_COMMANDS.find((name) => name === event);
        if (type !== undefined)
          return this.#command(type === 'trip' && step.for_ms !== undefined ? { type, forMs: step.for_ms } : { type }, now);
        return this.#end(step, event as CaseOutcome);
      }
    }
  }

  #acquire(now: number, call: string | null): { permitted: boolean; refused: string | null } {
    const { permitted, state } = acquire(this.rules, this.state, now);
    this.state = state;
    if (permitted && call !== null) this.#calls.set(call, state.generation);
    return { permitted, refused: permitted ? null : `not permitted: ${state.status}` };
  }

  #command(command: BreakerCommand, at: number): { permitted: null; refused: string | null } {
    const result = commandBreaker(this.rules, this.state, { command, at });
    if (result.ok) this.state = result.state;
    return { permitted: null, refused: result.ok ? null : result.why };
  }

  #end(
    { call, at_ms: at, duration_ms: durationMs }: CaseStep,
    outcome: CaseOutcome,
  ): { permitted: boolean | null; refused: string | null } {
    const asked = call === undefined && outcome !== 'release' ? this.#acquire(at, null) : { permitted: null, refused: null };
    const generation = call === undefined ? this.state.generation : this.#calls.get(call);
    if (call !== undefined) this.#calls.delete(call);
    if (asked.permitted === false || generation === undefined) return asked;
    const ended: Outcome = { ...KINDS[outcome], generation, at, ...(durationMs !== undefined && { durationMs }) };
    this.state = record(this.rules, this.state, ended);
    return asked;
  }

  /** What is stored is all that outlives a process. */
  #reload(): BreakerState {
    return breakerStateSchema.parse(JSON.parse(JSON.stringify(this.state)));
  }
}

/** What is wrong with the first step that does not end as expected; null when all do. */
export function runCase(config: CaseConfig, steps: readonly CaseStep[]): string | null {
  const run = new Run(config);
  for (const [index, step] of steps.entries()) {
    const { permitted, refused } = run.take(step);
    const actual = { permitted: permitted ?? wouldPermit(run.rules, run.state, step.at_ms), refused };
    const faults = compare(step.expect, describe(run, step.at_ms, actual));
    if (faults.length > 0) return `step ${index} (${step.event} at ${step.at_ms}): ${faults.join(', ')}`;
  }
  return null;
}

interface Actual {
  state: string;
  permitted: boolean;
  refused: string | null;
  metrics: Record<string, number | null>;
}

function describe({ rules, state }: Run, now: number, { permitted, refused }: { permitted: boolean; refused: string | null }): Actual {
  const { calls, failures, slow, failureRate, slowRate } = measureBreaker(rules, state, now);
  const metrics = { calls, failures, slow, failure_rate: failureRate, slow_rate: slowRate, not_permitted: state.refused };
  return { state: state.status, permitted, refused, metrics };
}

function compare(expected: Expectation, actual: Actual): string[] {
  const faults: string[] = [];
  const check = (name: string, wanted: unknown, got: unknown) => {
    if (wanted !== undefined && !isSame(wanted, got)) faults.push(`${name} is ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
  };
  check('state', expected.state, actual.state);
  check('permitted', expected.permitted, actual.permitted);
  for (const [name, wanted] of Object.entries(expected.metrics ?? {})) check(name, wanted, actual.metrics[name]);
  if (expected.error != null && actual.refused === null) faults.push(`not refused with ${JSON.stringify(expected.error)}`);
  return faults;
}

/** Rates are written with few digits. */
function isSame(wanted: unknown, got: unknown): boolean {
  return typeof wanted === 'number' && typeof got === 'number' ? Math.abs(wanted - got) < 1e-6 : wanted === got;
}
