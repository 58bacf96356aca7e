import { fold } from '../routing/capability-relation.ts';
import { complexityOf } from '../routing/contextual-factors.ts';
import type { AttemptErrorCode } from '../task/attempt-outcome.ts';
import { isItsOwn } from '../task/blame.ts';
import type { TaskSpec } from '../task/spec.ts';
import { demandedStyle } from './demanded-style.ts';
import { NO_STYLE_EVIDENCE, type StyleEvidence } from './evidence.ts';
import { addToArm, EMPTY_ARM, type TrialArm } from './judge-trial.ts';
import type { PersonaDefinition } from './persona.ts';
import { type LearnedCapabilities, updateProficiency } from './update-proficiency.ts';

// Folds outcomes, oldest first, into what is known of agents in their personas and into the trial of the persona component.

/** An attempt that ended. */
export interface EndedAttempt {
  agentId: string;
  taskType: string;
  spec: TaskSpec;
  completed: boolean;
  /** Null when it completed. */
  errorCode: AttemptErrorCode | null;
  /** What its contract said; null without one. */
  verification: 'verified' | 'rejected' | 'unverified' | null;
  durationMs: number | null;
  costUsd: number | null;
  /** The persona that the agent had when it was given the task. */
  assignment: { id: string; personaId: string } | null;
  /** Set when the decision was contested. */
  arm: 'with' | 'without' | null;
}

export interface Performance {
  attempts: number;
  successes: number;
  durationMsSum: number;
  costUsdSum: number;
  costCount: number;
  style: StyleEvidence;
}

export const NO_PERFORMANCE: Performance = {
  attempts: 0,
  successes: 0,
  durationMsSum: 0,
  costUsdSum: 0,
  costCount: 0,
  style: NO_STYLE_EVIDENCE,
};

/**
 * Whether an outcome says something about the agent. What an agent merely returned is no success: only tasks with a contract, whose
 * results are verified, teach what it can do.
 */
export function teaches({ spec, errorCode, completed, verification }: EndedAttempt): boolean {
  return spec.contract !== undefined && isItsOwn(errorCode) && (!completed || verification === 'verified');
}

function addStyle({ weight, success }: StyleEvidence, { spec, completed }: EndedAttempt): StyleEvidence {
  const demand = demandedStyle(spec);
  if (demand === null) return { weight, success };
  return {
    weight: demand.map((asked, at) => (weight[at] ?? 0) + asked),
    success: demand.map((asked, at) => (success[at] ?? 0) + (completed ? asked : 0)),
  };
}

/** One more outcome of an agent in its persona at a task type. */
export function addOutcome(before: Performance, attempt: EndedAttempt): Performance {
  return {
    attempts: before.attempts + 1,
    successes: before.successes + Number(attempt.completed),
    durationMsSum: before.durationMsSum + (attempt.durationMs ?? 0),
    costUsdSum: before.costUsdSum + (attempt.costUsd ?? 0),
    costCount: before.costCount + Number(attempt.costUsd !== null),
    style: addStyle(before.style, attempt),
  };
}

/** What is known before a batch, and what is known after it. Keys are joined with a space where they are two or three. */
export interface Lessons {
  /** By persona, agent and task type: `performanceKey`. */
  performance: Map<string, Performance>;
  /** By assignment id. */
  learned: Map<string, LearnedCapabilities>;
  /** By task type and arm: `armKey`. */
  arms: Map<string, TrialArm>;
}

export const performanceKey = (personaId: string, agentId: string, taskType: string): string => `${personaId} ${agentId} ${taskType}`;
export const armKey = (taskType: string, arm: 'with' | 'without'): string => `${taskType} ${arm}`;

/**
 * Learns from a batch; changes `lessons` in place.
 *
 * The trial compares two arms of the same tasks, so there a result without a contract counts as it was returned, in both arms alike; one
 * that a contract could not verify counts in neither.
 */
export function learnOutcomes(
  lessons: Lessons,
  attempts: readonly EndedAttempt[],
  definitions: ReadonlyMap<string, Pick<PersonaDefinition, 'capabilities' | 'adaptation_mode'>>,
): void {
  for (const attempt of attempts) {
    if (!isItsOwn(attempt.errorCode)) continue;
    if (attempt.arm !== null && attempt.verification !== 'unverified') {
      const key = armKey(attempt.taskType, attempt.arm);
      lessons.arms.set(key, addToArm(lessons.arms.get(key) ?? EMPTY_ARM, { success: attempt.completed, costUsd: attempt.costUsd }));
    }
    if (attempt.assignment === null || !teaches(attempt)) continue;
    const { id, personaId } = attempt.assignment;
    const key = performanceKey(personaId, attempt.agentId, attempt.taskType);
    lessons.performance.set(key, addOutcome(lessons.performance.get(key) ?? NO_PERFORMANCE, attempt));
    const definition = definitions.get(personaId);
    if (definition === undefined) continue;
    const used = attempt.spec.requiredCapabilities.map(fold);
    const outcome = { used, success: attempt.completed, complexity: complexityOf(attempt.spec) };
    lessons.learned.set(id, updateProficiency(definition, lessons.learned.get(id) ?? {}, outcome));
  }
}
