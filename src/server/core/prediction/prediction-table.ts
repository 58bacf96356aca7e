import type { AgentPrediction, Belief } from './belief.ts';
import { INTERVAL_REACH, type Prediction } from './prediction.ts';

/** What is expected of agents at a kind of task, by position: P(success), its deviation, and what it is at least (95 %, one-sided). */
export interface ExpectedSuccesses {
  success: Float64Array;
  deviation: Float64Array;
  low: Float64Array;
}

/** Kind of task: type, and whether its result has to pass a contract. */
export interface TaskKind {
  taskType: string;
  contract: boolean;
}

/** Required capabilities are a hard filter before anybody is asked about: whoever is asked about has them all. */
const FIT = 1;

/** The answers of one belief, each worked out once: it stands until the next one is learned, which is many batches. */
export class PredictionTable {
  readonly #belief: Belief;
  readonly #expected = new Map<string, { agentIds: readonly string[]; successes: ExpectedSuccesses }>();
  readonly #predicted = new Map<string, Map<string, AgentPrediction>>();
  readonly #described = new WeakMap<AgentPrediction, RecordedPredictions>();

  constructor(belief: Belief) {
    this.#belief = belief;
  }

  /** Of many agents at once; remembered for the agents that were asked about last. */
  expect(agentIds: readonly string[], kind: TaskKind): ExpectedSuccesses {
    const key = kindKey(kind);
    const known = this.#expected.get(key);
    if (known !== undefined && sameIds(known.agentIds, agentIds)) return known.successes;
    const { means, deviations } = this.#belief.expectMany(agentIds, { type: kind.taskType, contract: kind.contract, fit: FIT });
    const low = means.map((mean, at) => Math.max(0, mean - INTERVAL_REACH * (deviations[at] as number)));
    const successes: ExpectedSuccesses = { success: means, deviation: deviations, low };
    this.#expected.set(key, { agentIds, successes });
    return successes;
  }

  predict(agentId: string, kind: TaskKind): AgentPrediction {
    const key = kindKey(kind);
    let byAgent = this.#predicted.get(key);
    if (byAgent === undefined) {
      byAgent = new Map();
      this.#predicted.set(key, byAgent);
    }
    let predicted = byAgent.get(agentId);
    if (predicted === undefined) {
      predicted = this.#belief.predict({ agent: agentId, type: kind.taskType, contract: kind.contract, fit: FIT });
      byAgent.set(agentId, predicted);
    }
    return predicted;
  }

  /** What a record keeps of a prediction. Amounts that were never measured are left out: only the success of somebody unknown is worth a word. */
  describe(agentId: string, kind: TaskKind): RecordedPredictions {
    const predicted = this.predict(agentId, kind);
    let described = this.#described.get(predicted);
    if (described === undefined) {
      const { success, durationMs, costUsd, quality } = predicted;
      described = {
        success: toRecorded(success),
        ...(durationMs.samples === 0 ? {} : { durationMs: toRecorded(durationMs) }),
        ...(costUsd.samples === 0 ? {} : { costUsd: toRecorded(costUsd) }),
        ...(quality.samples === 0 ? {} : { quality: toRecorded(quality) }),
      };
      this.#described.set(predicted, described);
    }
    return described;
  }
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((id, at) => id === b[at]));
}

const kindKey = ({ taskType, contract }: TaskKind): string => `${contract ? 'contract' : 'plain'} ${taskType}`;

/** A prediction as records keep it: mean, ends of the 90 % interval, samples; three significant decimals. */
export type RecordedPrediction = [number, number, number, number];

export interface RecordedPredictions {
  success: RecordedPrediction;
  durationMs?: RecordedPrediction;
  costUsd?: RecordedPrediction;
  quality?: RecordedPrediction;
}

function toRecorded({ mean, low, high, samples }: Prediction): RecordedPrediction {
  return [round(mean), round(low), round(high), samples];
}

function round(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(4));
}
