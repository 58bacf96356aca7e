import { stableHash } from '../stable-hash.ts';
import type { TaskSpec } from '../task/spec.ts';
import type { Fleet } from './candidates.ts';
import type { Knowledge } from './knowledge.ts';
import { isMomentary, type Moment, type PreparedSpec, prepareSpec } from './prepare-spec.ts';
import type { RoutingModel } from './routing-model.ts';

/** Candidates of all kept kinds of task together; at some hundred bytes each this is about 100 MB. */
const CAPACITY = 500_000;

const keys = new WeakMap<TaskSpec, string>();

/** What a choice looks at, as 16 hex digits: tasks with the same key differ in nothing that routing knows of. Remembered per spec object. */
export function kindKey(spec: TaskSpec): string {
  let key = keys.get(spec);
  if (key === undefined) {
    const { description, timeoutMs, retry, condition, parallelizable, hedge, contract, ...more } = spec;
    // Of a call of a map, its map: every run has another one.
    const { elsewhere, group, ...seen } = more;
    key = stableHash(JSON.stringify([seen, contract !== undefined]));
    keys.set(spec, key);
  }
  return key;
}

/** Kinds of task that were prepared for a fleet, as long as that stands. */
export class PreparedKinds {
  readonly #fleet: Fleet;
  readonly #knowledge: Knowledge;
  readonly #byModel = new Map<RoutingModel, Map<string, PreparedSpec>>();
  #size = 0;

  constructor(fleet: Fleet, knowledge: Knowledge) {
    this.#fleet = fleet;
    this.#knowledge = knowledge;
  }

  of(spec: TaskSpec, model: RoutingModel, moment: Moment): PreparedSpec {
    const key = kindKey(spec);
    const known = this.#byModel.get(model)?.get(key);
    if (known !== undefined) return known;
    const prepared = prepareSpec(this.#fleet, spec, { ...this.#knowledge, model, moment });
    if (!isMomentary(spec)) this.#keep(key, model, prepared);
    return prepared;
  }

  #keep(key: string, model: RoutingModel, prepared: PreparedSpec): void {
    this.#size += prepared.candidates.agents.length;
    if (this.#size > CAPACITY) {
      this.#byModel.clear();
      this.#size = prepared.candidates.agents.length;
    }
    const byKind = this.#byModel.get(model) ?? new Map<string, PreparedSpec>();
    this.#byModel.set(model, byKind.set(key, prepared));
  }
}
