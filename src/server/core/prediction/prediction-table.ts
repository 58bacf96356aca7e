import type { AgentPrediction, Belief } from './belief.ts';
import { INTERVAL_REACH, type Prediction } from './prediction.ts';

/** What is expected of an agent at a kind of task: the mean of P(success), its deviation, and what it is at least (95 %, one-sided). */
export interface ExpectedSuccess {
  success: number;
  deviation: number;
  low: number;
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
  readonly #expected = new Map<string, Map<string, ExpectedSuccess>>();
  readonly #predicted = new Map<string, AgentPrediction>();

  constructor(belief: Belief) {
    this.#belief = belief;
  }

  expect(agentId: string, kind: TaskKind): ExpectedSuccess {
    const key = kindKey(kind);
    let byAgent = this.#expected.get(key);
    if (byAgent === undefined) {
      byAgent = new Map();
      this.#expected.set(key, byAgent);
    }
    let expected = byAgent.get(agentId);
    if (expected === undefined) {
      const { mean, deviation } = this.#belief.expectSuccess({ agent: agentId, type: kind.taskType, contract: kind.contract, fit: FIT });
      expected = { success: mean, deviation, low: Math.max(0, mean - INTERVAL_REACH * deviation) };
      byAgent.set(agentId, expected);
    }
    return expected;
  }

  predict(agentId: string, kind: TaskKind): AgentPrediction {
    const key = `${agentId} ${kindKey(kind)}`;
    let predicted = this.#predicted.get(key);
    if (predicted === undefined) {
      predicted = this.#belief.predict({ agent: agentId, type: kind.taskType, contract: kind.contract, fit: FIT });
      this.#predicted.set(key, predicted);
    }
    return predicted;
  }
}

const kindKey = ({ taskType, contract }: TaskKind): string => `${contract ? 'contract' : 'plain'} ${taskType}`;

/** A prediction as records keep it: mean, ends of the 90 % interval, samples; three significant decimals. */
export type RecordedPrediction = [number, number, number, number];

export function toRecorded({ mean, low, high, samples }: Prediction): RecordedPrediction {
  return [round(mean), round(low), round(high), samples];
}

function round(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(4));
}
