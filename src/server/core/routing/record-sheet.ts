import type { TaskSpec } from '../task/spec.ts';
import type { Fleet } from './candidates.ts';
import { NAMED_PER_FILTER, type NewDecisionRecord, WHOLE_FLEET_SIZE } from './decision-record.ts';
import type { PreparedSpec } from './prepare-spec.ts';
import { unheededLimits } from './resource-limits.ts';
import { POLICY } from './score.ts';

// A record is written with every task, and most of it is the same for all tasks of a kind: the components, the weights, what is known of
// each agent. That is turned into JSON text once; a record is then put together from such pieces (record-decision.ts).

const THOUSANDTHS: readonly string[] = Array.from({ length: 1_001 }, (_, thousandths) => String(thousandths / 1_000));

/** A number with three decimals as JSON text; what is not known is null. */
export function decimalText(value: number): string {
  const thousandths = Math.round(value * 1_000);
  return THOUSANDTHS[thousandths] ?? (Number.isNaN(value) ? 'null' : String(thousandths / 1_000));
}

/** A candidate's row: `agent`, the score, `before`, the load, `after`. Where the load does not count, `after` is null. */
interface RowText {
  agent: string;
  before: string;
  after: string | null;
}

/** What all records of one kind of task have in common, as JSON text; made when it is first needed. */
export class RecordSheet {
  /** Begins the record; the weights follow. */
  readonly head: string;
  readonly weights: string;
  readonly weightsWithoutPersona: string;
  /** Who is left out while nobody is full. */
  standing: string | null = null;
  readonly #prepared: PreparedSpec;
  readonly #fleet: Fleet;
  readonly #rows: RowText[] = [];
  readonly #winners: string[] = [];

  constructor(prepared: PreparedSpec, fleet: Fleet, spec: TaskSpec) {
    this.#prepared = prepared;
    this.#fleet = fleet;
    const { components, weights, weightsWithoutPersona } = prepared.used;
    this.weights = JSON.stringify(weights);
    this.weightsWithoutPersona = JSON.stringify(weightsWithoutPersona);
    const shared = {
      v: 2,
      strategy: spec.strategy,
      policy: POLICY,
      fleet: fleet.agents.length,
      model: prepared.model.version,
      columns: ['agent', 'score', ...components],
      ...goalOf(spec),
      ...(spec.allocation === undefined ? {} : { allocation: spec.allocation }),
      ...factorsOf(prepared),
      ...poorOf(prepared, fleet, spec),
      ...unheededOf(spec),
    } satisfies Partial<NewDecisionRecord>;
    this.head = `${JSON.stringify(shared).slice(0, -1)},"weights":`;
  }

  /** @param score, @param load as text */
  row(at: number, score: string, load: (agent: number) => string): string {
    const agent = this.#prepared.candidates.agents[at] as number;
    this.#rows[at] ??= this.#writeRow(at, agent);
    const { agent: name, before, after } = this.#rows[at] as RowText;
    return after === null ? name + score + before : name + score + before + load(agent) + after;
  }

  /** What a record says of the winner alone. */
  winner(at: number, spec: TaskSpec, describe: Describe | undefined): string {
    this.#winners[at] ??= this.#writeWinner(this.#prepared.candidates.agents[at] as number, spec, describe);
    return this.#winners[at] as string;
  }

  #writeRow(at: number, agent: number): RowText {
    const { used, columns } = this.#prepared;
    let before = '';
    let after: string | null = null;
    for (const component of used.components) {
      // The load is the one component that has no column: it is never prepared.
      if (component === 'load') {
        before += ',';
        after = '';
        continue;
      }
      const value = `,${decimalText(columns.get(component)?.[at] ?? Number.NaN)}`;
      if (after === null) before += value;
      else after += value;
    }
    const name = `[${JSON.stringify(this.#fleet.ids[agent])},`;
    return after === null ? { agent: name, before: `${before}]`, after } : { agent: name, before, after: `${after}]` };
  }

  #writeWinner(agent: number, spec: TaskSpec, describe: Describe | undefined): string {
    const facts = this.#fleet.agents[agent];
    const id = this.#fleet.ids[agent] as string;
    const persona = facts?.persona?.id;
    const winner = {
      winner: id,
      sampleCount: facts?.stats.get(spec.taskType)?.attempts ?? 0,
      ...(persona == null ? {} : { persona }),
      predicted: describe?.(id, spec),
    } satisfies Partial<NewDecisionRecord>;
    return JSON.stringify(winner).slice(1, -1);
  }
}

/** What is expected of an agent at a task. */
type Describe = (agentId: string, spec: TaskSpec) => NewDecisionRecord['predicted'];

/** Named of a kind's candidates, whatever their number: what is the same for a kind is written once. */
function poorOf({ poor, candidates }: PreparedSpec, fleet: Fleet, { leastQuality }: TaskSpec): Pick<NewDecisionRecord, 'poor'> {
  if (poor.length === 0 || leastQuality === undefined) return {};
  const named = poor.slice(0, fleet.agents.length <= WHOLE_FLEET_SIZE ? WHOLE_FLEET_SIZE : NAMED_PER_FILTER);
  const agents = named.map((at) => fleet.ids[candidates.agents[at] as number] as string);
  return { poor: { least: leastQuality, count: poor.length, agents } };
}

function unheededOf({ resourceConstraints }: TaskSpec): Pick<NewDecisionRecord, 'unheeded'> {
  const names = unheededLimits(resourceConstraints);
  return names.length === 0 ? {} : { unheeded: names.slice(0, NAMED_PER_FILTER) };
}

const goalOf = ({ optimizationGoal: goal }: TaskSpec) => (goal === undefined || goal === 'balance_all' ? {} : { goal });

function factorsOf({ factors }: PreparedSpec): Pick<NewDecisionRecord, 'factors'> {
  if (factors === null) return {};
  return { factors: Object.fromEntries(Object.entries(factors).map(([name, value]) => [name, Math.round(value * 1_000) / 1_000])) };
}
