import type { Demands, Hive } from './stack/open-hive.ts';

/** What one injection came to. Times in milliseconds from the injection; null where there is nothing to time. */
export interface Injection {
  /** The product knew: what the fault hit was ended, taken back or reported. */
  detectedMs: number | null;
  /** What the fault hit ran again. */
  recoveredMs: number | null;
  /** How many faults it was; 1 by default. */
  faults?: number;
  /** What else is to be told, e.g. how many tasks were hit. */
  facts?: Record<string, number>;
  /** What must not be and was. */
  violations?: string[];
}

/** A figure that is promised of a scenario. Milliseconds. */
export interface Promised {
  of: 'detected' | 'recovered';
  stat: 'p95' | 'max';
  atMost: number;
}

/** How the ground truth may differ from the usual after this kind of fault. */
export interface Leniency {
  /** The agents may see more calls at once than the limit: a stopped process's calls stay open while others repeat them. */
  overlaps?: boolean;
  /** Runs may end failed: the fault is one that no retry gets past. */
  failures?: boolean;
}

/** One kind of fault, injected as often as one likes into one running product. */
export interface Scenario {
  name: string;
  /** One line for --list: the fault, then what is asserted beyond the invariants. */
  about: string;
  /** Injections where nobody says how many. */
  n: number;
  /** Injections that may be under way at once, each with an agent and a run of its own; 1 by default. */
  together?: number;
  demands?: Demands;
  leniency?: Leniency;
  promises?: readonly Promised[];
  /** Why it cannot run on this machine; null when it can. */
  missing?(): string | null;
  /** Once per product. */
  prepare?(hive: Hive): Promise<void>;
  /** Arrange, inject, wait until healed, measure. */
  inject(hive: Hive): Promise<Injection>;
}

/** Keeps the four steps of an injection apart; what is arranged is handed on. */
export function inSteps<Arranged>(steps: {
  arrange(hive: Hive): Promise<Arranged>;
  strike(hive: Hive, arranged: Arranged): Promise<void>;
  /** @param at the moment of the strike, on the machine's clock */
  heal(hive: Hive, arranged: Arranged, at: number): Promise<Injection>;
}): Scenario['inject'] {
  return async (hive) => {
    const arranged = await steps.arrange(hive);
    const at = Date.now();
    await steps.strike(hive, arranged);
    return steps.heal(hive, arranged, at);
  };
}
