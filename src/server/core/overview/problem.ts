// What needs somebody, in the order in which it does. A problem stands in one place with one link to where its cause is.

export const PROBLEM_SEVERITIES = ['critical', 'warning', 'info'] as const;
export type ProblemSeverity = (typeof PROBLEM_SEVERITIES)[number];

export const PROBLEM_KINDS = [
  'stopped',
  'paused',
  'workers',
  'dispatch',
  'breaker',
  'dead_letters',
  'alert',
  'stuck',
  'targets',
  'agent',
] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

export interface Problem {
  /** Stable while the problem stands. */
  id: string;
  kind: ProblemKind;
  severity: ProblemSeverity;
  title: string;
  detail: string;
  /** Tasks, agents or runs that it touches; null where that is not known. */
  reach: number | null;
  /** How many of its kind stand in it; absent: it is one. */
  covers?: number;
  since: Date | null;
  /** The page with its cause. */
  href: string;
}

const rankOf = (severity: ProblemSeverity) => PROBLEM_SEVERITIES.indexOf(severity);

/** By severity, then by reach, then by age: the worst, the widest, the oldest first. */
export function orderProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted(
    (a, b) =>
      rankOf(a.severity) - rankOf(b.severity) ||
      (b.reach ?? 0) - (a.reach ?? 0) ||
      (a.since?.getTime() ?? Number.POSITIVE_INFINITY) - (b.since?.getTime() ?? Number.POSITIVE_INFINITY) ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}

export type VerdictLevel = 'critical' | 'warning' | 'ok' | 'quiet';

export interface Verdict {
  level: VerdictLevel;
  text: string;
}

export interface VerdictFacts {
  agents: number;
  /** Attempts completed per second: over the last five minutes, and over the last hour; null when none ended. */
  recentRate: number | null;
  hourRate: number | null;
}

/** Below this share of the last hour's, throughput is low. */
const LOW_SHARE = 0.5;
const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

const COUNTED: Record<ProblemKind, (count: number, problems: readonly Problem[]) => string> = {
  stopped: () => 'everything is stopped',
  paused: () => 'the queue is paused',
  workers: () => 'no process executes',
  dispatch: () => 'dispatch stands still',
  breaker: (_, problems) =>
    `${plural(
      problems.reduce((sum, { covers = 1 }) => sum + covers, 0),
      'breaker',
    )} not closed`,
  dead_letters: (_, [problem]) => `${plural(problem?.reach ?? 1, 'dead letter')}`,
  alert: (count) => plural(count, 'alert'),
  stuck: (_, problems) =>
    `${plural(
      problems.reduce((sum, { reach }) => sum + (reach ?? 0), 0),
      'task',
    )} stuck`,
  targets: (_, [problem]) => `${plural(problem?.reach ?? 1, 'target')} missed`,
  agent: (count) => `${plural(count, 'agent')} not well`,
};

function sayThroughput({ recentRate, hourRate }: VerdictFacts): string {
  if (hourRate === null && recentRate === null) return 'nothing ran in the last hour';
  if (recentRate === null) return 'nothing ended for five minutes';
  return hourRate !== null && recentRate < hourRate * LOW_SHARE ? 'throughput low' : 'throughput normal';
}

/** The state of everything in one sentence: what is wrong by kind, the worst first, and how work goes. */
export function sayVerdict(problems: readonly Problem[], facts: VerdictFacts): Verdict {
  const ordered = orderProblems(problems);
  if (facts.agents === 0 && ordered.length === 0) return { level: 'quiet', text: 'No agent is registered yet.' };
  const throughput = sayThroughput(facts);
  const [worst] = ordered;
  if (worst === undefined) return { level: 'ok', text: `Nothing needs you; ${throughput}.` };
  const kinds = [...new Set(ordered.map(({ kind }) => kind))];
  const said = kinds.map((kind) => {
    const own = ordered.filter((problem) => problem.kind === kind);
    return COUNTED[kind](own.length, own);
  });
  const text = `${said.join(', ')}; ${throughput}.`;
  const level = worst.severity === 'critical' ? 'critical' : worst.severity === 'warning' ? 'warning' : 'ok';
  return { level, text: text.charAt(0).toUpperCase() + text.slice(1) };
}
