import { estimateStyle, type StyleEstimate, type StyleEvidence, sumStyleEvidence } from './evidence.ts';
import { judgeTrial, type TrialArm, type TrialJudgement } from './judge-trial.ts';
import { type PersonaDefinition, STYLES, type Style } from './persona.ts';

// What was measured of personas. A value without a sample is null; every value has its sample count beside it.

const Z = 1.645;

export interface MeasuredRate {
  value: number;
  /** 90 % interval (Wilson). */
  low: number;
  high: number;
}

export function measuredRate(successes: number, attempts: number): MeasuredRate | null {
  if (attempts <= 0) return null;
  const rate = successes / attempts;
  const square = Z * Z;
  const centre = (rate + square / (2 * attempts)) / (1 + square / attempts);
  const half = (Z / (1 + square / attempts)) * Math.sqrt((rate * (1 - rate)) / attempts + square / (4 * attempts * attempts));
  return { value: rate, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

export interface OutcomeSums {
  attempts: number;
  successes: number;
  durationMsSum: number;
  costUsdSum: number;
  costCount: number;
  style: StyleEvidence;
}

export interface OutcomeSummary {
  attempts: number;
  success: MeasuredRate | null;
  meanDurationMs: number | null;
  meanCostUsd: number | null;
  costSamples: number;
}

/** Adds outcomes up. */
export function summariseOutcomes(rows: readonly OutcomeSums[]): OutcomeSummary {
  const sum = (pick: (row: OutcomeSums) => number) => rows.reduce((total, row) => total + pick(row), 0);
  const attempts = sum((row) => row.attempts);
  const costSamples = sum((row) => row.costCount);
  return {
    attempts,
    success: measuredRate(
      sum((row) => row.successes),
      attempts,
    ),
    meanDurationMs: attempts === 0 ? null : sum((row) => row.durationMsSum) / attempts,
    meanCostUsd: costSamples === 0 ? null : sum((row) => row.costUsdSum) / costSamples,
    costSamples,
  };
}

export type StyleReport = Record<Style, StyleEstimate>;

/** Declared and inferred style of a persona, by name. */
export function reportStyle(definition: PersonaDefinition, rows: readonly OutcomeSums[]): StyleReport {
  const estimates = estimateStyle(definition, sumStyleEvidence(rows.map(({ style }) => style)));
  return Object.fromEntries(STYLES.map((style, at) => [style, estimates[at]])) as StyleReport;
}

export interface ArmSummary {
  /** Outcomes ever, and those that still count after fading. */
  total: number;
  n: number;
  success: MeasuredRate | null;
  meanCostUsd: number | null;
}

export interface Ablation extends TrialJudgement {
  with: ArmSummary;
  without: ArmSummary;
}

const armSummary = (arm: TrialArm): ArmSummary => ({
  total: arm.total,
  n: arm.n,
  success: measuredRate(arm.successes, arm.n),
  meanCostUsd: arm.costs > 0 ? arm.costUsd / arm.costs : null,
});

/** Success and cost with and without the persona, over contested tasks, and what follows for its weight. */
export function reportAblation(arms: { with: TrialArm; without: TrialArm }): Ablation {
  return { ...judgeTrial(arms.with, arms.without), with: armSummary(arms.with), without: armSummary(arms.without) };
}
