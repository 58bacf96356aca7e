import type { BreakerSummary } from '../breaker/breaker-summary.ts';
import type { Problem } from './problem.ts';

const NOT_CLOSED = {
  open: { word: 'open', detail: 'Nothing is given to it until it is tried again.' },
  half_open: { word: 'being tried', detail: 'A few calls are let through to see whether it answers again.' },
  forced_open: { word: 'isolated', detail: 'Nothing is given to it until a person resets it.' },
} as const;

type NotClosed = BreakerSummary & { state: keyof typeof NOT_CLOSED };

const isNotClosed = (breaker: BreakerSummary): breaker is NotClosed => breaker.state in NOT_CLOSED;

/** The gravest first, and of those the one that holds back most: an agent as a whole before an agent at one type of task. */
const gravity = ({ state, taskType }: NotClosed) => (state === 'open' ? 0 : 2) + (taskType === null ? 0 : 1);

const alsoWords = ({ state, taskType }: NotClosed) => `${taskType === null ? 'all its work' : taskType} (${NOT_CLOSED[state].word})`;

/**
 * What is not closed, one problem per agent, host or workflow: the breakers of one agent tell of the same trouble.
 * @param slots by agent id: how many tasks it may hold
 */
export function breakerProblems(breakers: readonly BreakerSummary[], slots: ReadonlyMap<string, number>): Problem[] {
  const groups = new Map<string, NotClosed[]>();
  for (const breaker of breakers.filter(isNotClosed)) {
    const of = breaker.agentId ?? breaker.resourceId;
    groups.set(of, [...(groups.get(of) ?? []), breaker]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group.toSorted((a, b) => gravity(a) - gravity(b));
    if (first === undefined) return [];
    const { state, name, taskType, agentId, since, resourceId } = first;
    const { word, detail } = NOT_CLOSED[state];
    return [
      {
        id: `breaker:${resourceId}`,
        kind: 'breaker' as const,
        // One that is tried again, and one that a person has opened, is being looked after.
        severity: state === 'open' ? ('critical' as const) : ('warning' as const),
        title: `Breaker of ${name}${taskType === null ? '' : ` for ${taskType}`} is ${word}`,
        detail: others.length === 0 ? detail : `${detail} Also held back: ${others.map(alsoWords).join(', ')}.`,
        reach: agentId === null ? null : (slots.get(agentId) ?? null),
        covers: group.length,
        since,
        href: `/resilience?tab=breakers&breaker=${encodeURIComponent(resourceId)}`,
      },
    ];
  });
}
