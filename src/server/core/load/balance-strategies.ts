import { mean, variance } from '../metrics/statistics.ts';
import type { Priority } from '../priority.ts';

// Six ways to put agents in order for the next piece of work. Pure: whose turn it is comes in as a number.

export const LOAD_STRATEGIES = [
  'round_robin',
  'least_connections',
  'weighted_round_robin',
  'capability_aware',
  'performance_based',
  'adaptive_hybrid',
] as const;
export type LoadStrategy = (typeof LOAD_STRATEGIES)[number];
/** What `adaptive_hybrid` chooses among. */
export type PlainLoadStrategy = Exclude<LoadStrategy, 'adaptive_hybrid'>;

/** An agent that may take the work. */
export interface LoadCandidate {
  id: string;
  /** Load factor; null when nothing is known. */
  load: number | null;
  /** Attempts it holds now. */
  held: number;
  /** Mean proficiency at what the work asks for, 0..1. */
  proficiency: number;
  /** Share of its ended attempts that succeeded; null without history. */
  successRate: number | null;
  /** Mean duration of its attempts; null without history. */
  meanDurationMs: number | null;
}

export interface BalanceRequest {
  candidates: readonly LoadCandidate[];
  /** Counts up with every piece of work. */
  turn: number;
  priority: Priority;
}

export interface BalancedOrder {
  /** The strategy that decided: what `adaptive_hybrid` chose, else the one asked for. */
  decidedBy: PlainLoadStrategy;
  /** Best first. */
  order: { id: string; score: number }[];
}

/** Above this mean load work goes to whoever performs. */
const BUSY_MEAN = 0.7;
/** Loads further apart than this (standard deviation: a variance of loads in [0, 1] never reaches 0.25) are evened out first. */
const UNEVEN_DEVIATION = 0.2;
/** An unknown agent is neither good nor bad. */
const UNKNOWN_PERFORMANCE = 0.5;
const LEAST_WEIGHT = 0.1;
const LOAD_PENALTY = 0.3;
/** Multiples of it, modulo 1, fill the unit interval evenly, however many turns there are. */
const GOLDEN_RATIO = 0.618_033_988_749_894_9;

const loadOf = ({ load }: LoadCandidate) => load ?? 0;
const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

function byScore(candidates: readonly LoadCandidate[], score: (candidate: LoadCandidate) => number) {
  return candidates.map((candidate) => ({ id: candidate.id, score: score(candidate) })).sort((a, b) => b.score - a.score || byId(a, b));
}

function roundRobin({ candidates, turn }: BalanceRequest) {
  const ring = candidates.toSorted(byId);
  const start = ring.length === 0 ? 0 : turn % ring.length;
  return [...ring.slice(start), ...ring.slice(0, start)].map(({ id }, place) => ({ id, score: 1 - place / ring.length }));
}

/** Each agent's turn comes as often as its free share says: the turn picks a point on the line of all weights. */
function weightedRoundRobin({ candidates, turn }: BalanceRequest) {
  const rest = candidates.toSorted(byId).map((candidate) => ({ id: candidate.id, score: Math.max(LEAST_WEIGHT, 1 - loadOf(candidate)) }));
  const point = (turn * GOLDEN_RATIO) % 1;
  const order: { id: string; score: number }[] = [];
  while (rest.length > 0) {
    const target = point * rest.reduce((total, { score }) => total + score, 0);
    let passed = 0;
    const place = rest.findIndex(({ score }) => {
      passed += score;
      return passed > target;
    });
    order.push(...rest.splice(place === -1 ? rest.length - 1 : place, 1));
  }
  return order;
}

/** 60 % speed against the fastest of the candidates, 40 % success, less a share of the load. */
function performanceBased({ candidates }: BalanceRequest) {
  const fastest = Math.min(...candidates.map(({ meanDurationMs }) => meanDurationMs ?? Number.POSITIVE_INFINITY));
  return byScore(candidates, (candidate) => {
    const { successRate, meanDurationMs } = candidate;
    if (successRate === null || meanDurationMs === null) return UNKNOWN_PERFORMANCE - LOAD_PENALTY * loadOf(candidate);
    const speed = meanDurationMs <= 0 ? 1 : fastest / meanDurationMs;
    return 0.6 * speed + 0.4 * successRate - LOAD_PENALTY * loadOf(candidate);
  });
}

const STRATEGIES: Record<PlainLoadStrategy, (request: BalanceRequest) => { id: string; score: number }[]> = {
  round_robin: roundRobin,
  least_connections: ({ candidates }) => byScore(candidates, (candidate) => 1 - (candidate.load ?? candidate.held)),
  weighted_round_robin: weightedRoundRobin,
  capability_aware: ({ candidates }) => byScore(candidates, (candidate) => candidate.proficiency - LOAD_PENALTY * loadOf(candidate)),
  performance_based: performanceBased,
};

/** What the state of the fleet asks for: performance when busy, evenness when uneven, skill when it matters, else a fair turn. */
export function chooseStrategy({ candidates, priority }: Pick<BalanceRequest, 'candidates' | 'priority'>): PlainLoadStrategy {
  const loads = candidates.map(loadOf);
  if ((mean(loads) ?? 0) > BUSY_MEAN) return 'performance_based';
  if (Math.sqrt(variance(loads) ?? 0) > UNEVEN_DEVIATION) return 'least_connections';
  return priority === 'high' || priority === 'critical' ? 'capability_aware' : 'weighted_round_robin';
}

/** All candidates, best first. The same request gives the same order. */
export function orderByLoad(strategy: LoadStrategy, request: BalanceRequest): BalancedOrder {
  const decidedBy = strategy === 'adaptive_hybrid' ? chooseStrategy(request) : strategy;
  return { decidedBy, order: STRATEGIES[decidedBy](request) };
}
