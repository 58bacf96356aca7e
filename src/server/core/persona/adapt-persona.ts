import type { AdaptationMode, PersonaDefinition } from './persona.ts';

// How a persona bends to the task at hand, before anything is learned: a static one does not, an adaptive one to urgency and
// complexity, a collaborative one to the team, a dynamic one to all of it.

/** What a persona looks at; ratios 0..1. */
export interface TaskSituation {
  urgency: number;
  complexity: number;
  /** 1 - the quality that is asked for: what may go wrong. */
  risk: number;
  /** People and agents that work together; null when the task asks for no collaboration. */
  teamSize: number | null;
}

export const ADAPTATIONS = [
  'increase_autonomy',
  'focus_specialization',
  'request_collaboration',
  'increase_planning_time',
  'prefer_speed',
] as const;
export type Adaptation = (typeof ADAPTATIONS)[number];

const BENDS_TO: Readonly<Record<AdaptationMode, { team: boolean; task: boolean }>> = {
  static: { team: false, task: false },
  adaptive: { team: false, task: true },
  dynamic: { team: true, task: true },
  collaborative: { team: true, task: false },
};

const COMPLEX_FROM = 0.8;
const URGENT_FROM = 0.7;
/** The most that urgency takes from the preference for accuracy. */
const MOST_HASTE = 0.3;

export interface AdaptedPersona {
  adaptations: Adaptation[];
  accuracyPreference: number;
  teamSize: { min: number; max: number };
}

/** The persona as it meets this task. */
export function adaptPersona(
  persona: Pick<PersonaDefinition, 'adaptation_mode' | 'accuracy_preference' | 'team_size'>,
  situation: TaskSituation,
): AdaptedPersona {
  const bends = BENDS_TO[persona.adaptation_mode];
  const { min, max } = persona.team_size;
  const adapted: AdaptedPersona = { adaptations: [], accuracyPreference: persona.accuracy_preference, teamSize: { min, max } };
  if (bends.team && situation.teamSize !== null && situation.teamSize < min) {
    adapted.adaptations.push('increase_autonomy');
    adapted.teamSize.min = Math.max(1, min - 1);
  }
  if (bends.team && situation.teamSize !== null && situation.teamSize > max) {
    adapted.adaptations.push('focus_specialization');
    adapted.teamSize.max = max + 1;
  }
  if (bends.task && situation.complexity > COMPLEX_FROM) adapted.adaptations.push('request_collaboration', 'increase_planning_time');
  if (bends.task && situation.urgency > URGENT_FROM) {
    adapted.adaptations.push('prefer_speed');
    adapted.accuracyPreference = Math.max(0, persona.accuracy_preference - Math.min(MOST_HASTE, situation.urgency - URGENT_FROM));
  }
  return adapted;
}

/** What one person too many or too few costs. */
const TEAM_STEP = 0.1;
const SHARES = { team: 0.3, pace: 0.4, risk: 0.3 } as const;

/** How well a persona fits the circumstances of a task, 0..1: team size, pace, risk. A team that is not asked for does not count. */
export function contextFit(
  persona: Pick<PersonaDefinition, 'adaptation_mode' | 'accuracy_preference' | 'team_size' | 'risk_tolerance'>,
  situation: TaskSituation,
): number {
  const adapted = adaptPersona(persona, situation);
  const pace = 1 - Math.abs(situation.urgency - (1 - adapted.accuracyPreference));
  const risk = 1 - Math.abs(situation.risk - persona.risk_tolerance);
  const sum = SHARES.pace * pace + SHARES.risk * risk;
  if (situation.teamSize === null) return sum / (SHARES.pace + SHARES.risk);
  const { min, max } = adapted.teamSize;
  const distance = Math.max(0, min - situation.teamSize, situation.teamSize - max);
  return sum + SHARES.team * Math.max(0, 1 - TEAM_STEP * distance);
}
