import { logOdds, sigmoid } from '../../src/server/core/prediction/logistic.ts';
import { seededRandom } from '../../src/server/core/routing/seeded-random.ts';
import { drawNormal } from './draw-beta.ts';
import type { Experience, Task, World } from './world.ts';

// Fleets to develop on, each with its own strengths, drawn from wide ranges: how good specialists are, how much agents differ overall, how
// hard types and single tasks are (a hard task is hard for every agent), how often types come, what capability labels are worth.

/** specialists: 15 agents x 12 types, 844 tasks. talent: 24 agents, one best nearly everywhere, 250 tasks of 4 to 12 types. */
export const SET_KINDS = ['specialists', 'talent'] as const;
export type SetKind = (typeof SET_KINDS)[number];

/** none: everybody claims everything; noise: claims mean nothing; honest: who is good at a type claims it, some others do too. */
export const LABELS = ['none', 'noise', 'honest'] as const;
export type Labels = (typeof LABELS)[number];

interface Fleet {
  /** Success probability by agent and type, before the difficulty of single tasks. */
  strength: number[][];
  /** By agent and type: 1 when the agent claims the capability. */
  claims: number[][];
}

export interface SetOptions {
  kind: SetKind;
  seed: number;
  labels: Labels;
  /** Share of the pairs of as many earlier tasks that were seen before. */
  history: number;
}

type Random = () => number;

export function makeSet({ kind, seed, labels, history }: SetOptions): World {
  const random = seededRandom(seed * 7919 + 13);
  const types = kind === 'specialists' ? 12 : 4 + Math.floor(random() * 9);
  const strength = kind === 'specialists' ? drawSpecialists(random, types) : drawTalent(random, types);
  const fleet: Fleet = { strength, claims: strength.map((row) => row.map((p) => drawClaim(random, labels, p))) };
  const size = kind === 'specialists' ? 844 : 250;
  const frequencies = drawFrequencies(random, types);
  const difficulty = random() < 0.3 ? 0 : 1.8 * random();
  const draw = () => drawTask(random, { fleet, frequencies, difficulty });
  const tasks = Array.from({ length: size }, draw);
  const seen = Array.from({ length: history > 0 ? size : 0 }, draw);
  return { agents: strength.map((_, at) => `agent-${at + 1}`), tasks, history: seen.flatMap((task) => experience(task, random, history)) };
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Two kinds of fleets: some with few sharp specialities each, some whose strengths are spread like any other effect. */
function drawSpecialists(random: Random, types: number): number[][] {
  const sharp = random() < 0.6;
  const specialities = 1 + Math.floor(random() * 6);
  const good = logOdds(between(random, 0.8, 0.95));
  const poor = logOdds(between(random, 0.3, 0.65));
  const spreads = { agent: between(random, 0.1, 0.6), type: between(random, 0.2, 0.8) };
  const interaction = sharp ? between(random, 0.1, 0.6) : between(random, 0.6, 1.6);
  const ease = Array.from({ length: types }, () => spreads.type * drawNormal(random));
  return Array.from({ length: 15 }, (_, agent) => {
    const own = new Set([agent % types]);
    while (own.size < specialities) own.add(Math.floor(random() * types));
    const skill = spreads.agent * drawNormal(random);
    return ease.map((easy, type) => {
      const level = sharp ? (own.has(type) ? good : poor) : (good + poor) / 2 - 0.3;
      const share = sharp && own.has(type) ? 0.5 : 1;
      return sigmoid(level + share * (skill + easy) + interaction * drawNormal(random));
    });
  });
}

function drawTalent(random: Random, types: number): number[][] {
  const level = logOdds(between(random, 0.3, 0.7));
  const spreads = { agent: between(random, 0.3, 1), type: between(random, 0.3, 1.2), interaction: between(random, 0.1, 0.5) };
  const skills = Array.from({ length: 24 }, () => spreads.agent * drawNormal(random));
  skills[Math.floor(random() * skills.length)] = Math.max(...skills) + between(random, 0.2, 1);
  const ease = Array.from({ length: types }, () => spreads.type * drawNormal(random));
  return skills.map((skill) => ease.map((easy) => sigmoid(level + skill + easy + spreads.interaction * drawNormal(random))));
}

function drawClaim(random: Random, labels: Labels, strength: number): number {
  const chance = random();
  if (labels === 'none') return 1;
  return Number(chance < (labels === 'noise' ? 0.5 : strength > 0.65 ? 0.97 : 0.15));
}

/** Uniform, or a few types most of the time. */
function drawFrequencies(random: Random, types: number): number[] {
  const zipf = random() < 0.5;
  return Array.from({ length: types }, (_, at) => (zipf ? 1 / (at + 1) ** 0.8 : 1));
}

function drawTask(random: Random, of: { fleet: Fleet; frequencies: readonly number[]; difficulty: number }): Task {
  const { fleet, frequencies, difficulty } = of;
  let left = random() * frequencies.reduce((sum, frequency) => sum + frequency, 0);
  const found = frequencies.findIndex((frequency) => {
    left -= frequency;
    return left < 0;
  });
  const type = found === -1 ? frequencies.length - 1 : found;
  const easier = difficulty * drawNormal(random);
  // Keeps the success rate over all tasks near the strength, however different the tasks are.
  const stretch = Math.sqrt(1 + difficulty ** 2 / 2.9);
  const chance = fleet.strength.map((row) => sigmoid(logOdds(row[type] as number) * stretch + easier));
  return {
    type: `type-${type + 1}`,
    fits: Float64Array.from(fleet.claims, (row) => row[type] as number),
    outcomes: Uint8Array.from(chance, (p) => Number(random() < p)),
  };
}

function experience({ type, fits, outcomes }: Task, random: Random, share: number): Experience[] {
  const all = Array.from(outcomes, (outcome, agent) => ({ type, agent, fit: fits[agent] as number, success: outcome === 1 }));
  return all.filter(() => random() < share);
}
