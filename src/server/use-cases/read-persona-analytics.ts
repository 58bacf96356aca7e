import { type Lift, overallLift } from '../core/persona/judge-trial.ts';
import {
  type Ablation,
  type OutcomeSummary,
  reportAblation,
  reportStyle,
  type StyleReport,
  summariseOutcomes,
} from '../core/persona/summarise-performance.ts';
import { readTrials } from '../db/fleet-personas.ts';
import { listAssignments } from '../db/persona-assignments.ts';
import { listPerformance, type PerformanceRow } from '../db/persona-performance.ts';
import { allPersonas } from '../db/personas.ts';
import type { Deps } from '../deps.ts';

export interface PersonaAnalytics {
  personas: {
    id: string;
    name: string;
    agents: string[];
    outcomes: OutcomeSummary;
    byTaskType: ({ taskType: string } & OutcomeSummary)[];
    style: StyleReport;
  }[];
  /** Success and cost with and without the persona component, over the tasks where it changed who was chosen. */
  ablation: {
    /** Over all task types, each compared with itself; null when none has enough outcomes of both arms. */
    overall: { lift: Lift | null; contested: number };
    byTaskType: ({ taskType: string } & Ablation)[];
  };
}

function byTaskType(rows: PerformanceRow[]): PersonaAnalytics['personas'][number]['byTaskType'] {
  const types = [...new Set(rows.map(({ taskType }) => taskType))];
  return types.map((taskType) => ({ taskType, ...summariseOutcomes(rows.filter((row) => row.taskType === taskType)) }));
}

/** What was measured of every persona, and of the persona component itself. */
export async function readPersonaAnalytics(deps: Pick<Deps, 'db'>): Promise<PersonaAnalytics> {
  const [personas, assignments, performance, trials] = await Promise.all([
    allPersonas(deps.db),
    listAssignments(deps.db),
    listPerformance(deps.db),
    readTrials(deps.db.pool),
  ]);
  const arms = [...trials.values()];
  return {
    personas: personas.map(({ id, definition }) => {
      const rows = performance.filter((row) => row.personaId === id);
      return {
        id,
        name: definition.name,
        agents: assignments.filter(({ personaId }) => personaId === id).map(({ agentName }) => agentName),
        outcomes: summariseOutcomes(rows),
        byTaskType: byTaskType(rows),
        style: reportStyle(definition, rows),
      };
    }),
    ablation: {
      overall: {
        lift: overallLift(arms.map((pair) => ({ on: pair.with, without: pair.without }))),
        contested: arms.reduce((sum, pair) => sum + pair.with.total + pair.without.total, 0),
      },
      byTaskType: [...trials].map(([taskType, pair]) => ({ taskType, ...reportAblation(pair) })),
    },
  };
}
