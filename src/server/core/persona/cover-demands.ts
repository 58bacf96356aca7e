import { fold, relation } from '../routing/capability-relation.ts';
import type { PersonaDefinition } from './persona.ts';

// Which of the demands that tasks make the personas cover, and which of these an agent of the fleet really has.

/** From this relation on a persona's capability covers a required one. */
const COVERS = 0.8;

export interface CoverageInput {
  personas: readonly { id: string; definition: PersonaDefinition }[];
  /** Agents of the fleet by the persona they have. */
  agentsOf: ReadonlyMap<string, readonly string[]>;
  /** Capabilities of every living agent, folded. */
  agentCapabilities: readonly ReadonlySet<string>[];
  demands: readonly { taskType: string; requiredCapabilities: readonly string[]; tasks: number }[];
}

export const COVERAGE_STATES = ['covered', 'no_agent', 'no_persona'] as const;
/** `no_agent`: a persona fits, but nobody has it. */
export type CoverageState = (typeof COVERAGE_STATES)[number];

export interface Coverage {
  name: string;
  /** Recent tasks that asked for it. */
  tasks: number;
  /** Personas that fit. */
  personas: string[];
  /** Agents that have one of these personas. */
  agents: string[];
  state: CoverageState;
}

export interface CapabilityCoverage extends Coverage {
  /** Agents that have the capability themselves, whatever their persona. */
  agentsWithCapability: number;
}

export interface CoverageReport {
  taskTypes: Coverage[];
  capabilities: CapabilityCoverage[];
  /** Task types and capabilities that are not covered, most wanted first. */
  gaps: { kind: 'task_type' | 'capability'; name: string; tasks: number; state: Exclude<CoverageState, 'covered'> }[];
}

function countBy(pairs: readonly (readonly [string, number])[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const [name, tasks] of pairs) counts.set(name, (counts.get(name) ?? 0) + tasks);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

function coverageOf(input: CoverageInput, of: { name: string; tasks: number; fits: (definition: PersonaDefinition) => boolean }): Coverage {
  const personas = input.personas.filter(({ definition }) => of.fits(definition)).map(({ id }) => id);
  const agents = personas.flatMap((id) => input.agentsOf.get(id) ?? []);
  const state = agents.length > 0 ? 'covered' : personas.length > 0 ? 'no_agent' : 'no_persona';
  return { name: of.name, tasks: of.tasks, personas, agents, state };
}

/** Holds the demands of recent tasks against the personas. */
export function coverDemands(input: CoverageInput): CoverageReport {
  const { demands } = input;
  const taskTypes = countBy(demands.map(({ taskType, tasks }) => [taskType, tasks])).map(([name, tasks]) =>
    coverageOf(input, { name, tasks, fits: ({ preferred_task_types }) => preferred_task_types.some((type) => fold(type) === fold(name)) }),
  );
  const wanted = demands.flatMap(({ requiredCapabilities, tasks }) => requiredCapabilities.map((name) => [fold(name), tasks] as const));
  const capabilities = countBy(wanted).map(([name, tasks]) => ({
    ...coverageOf(input, {
      name,
      tasks,
      fits: (definition) =>
        definition.capabilities.some((capability) => relation(name, { name: fold(capability.name), areas: [] }) >= COVERS),
    }),
    agentsWithCapability: input.agentCapabilities.filter((has) => has.has(name)).length,
  }));
  const gap = (kind: 'task_type' | 'capability', list: Coverage[]) =>
    list.flatMap(({ name, tasks, state }) => (state === 'covered' ? [] : [{ kind, name, tasks, state }]));
  const gaps = [...gap('task_type', taskTypes), ...gap('capability', capabilities)].sort((a, b) => b.tasks - a.tasks);
  return { taskTypes, capabilities, gaps };
}
