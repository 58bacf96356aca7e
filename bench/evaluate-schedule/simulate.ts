import type { Start } from '../../src/server/core/schedule/choose-starts.ts';
import type { Underway } from '../../src/server/core/schedule/online-order.ts';
import type { Fleet, Instance } from './instance.ts';

/** What a policy may see: never the duration of a task that has not ended. */
export interface Snapshot {
  now: number;
  /** By agent; null where it is free. */
  running: readonly (Underway | null)[];
  /** In the order in which they became ready. */
  ready: readonly number[];
  /** Attempts started so far, second ones included. */
  started: number;
  hedges: number;
}

export interface Policy {
  /** Starts of ready tasks on free agents. None is an answer as long as something runs. */
  choose: (snapshot: Snapshot) => Start[];
  /** Second attempts of running tasks on free agents, asked after the starts. */
  hedge?: (snapshot: Snapshot) => Start[];
  /** In how many seconds to ask for second attempts again although nothing ended; null: not before something ends. */
  lookAgainIn?: (snapshot: Snapshot) => number | null;
  /** A task ended after so many seconds on an agent. */
  ended?: (end: { task: number; agent: number; seconds: number }) => void;
}

export interface Outcome {
  makespan: number;
  hedges: number;
  /** By task: the attempt that ended it. */
  ends: { task: number; agent: number; start: number; end: number }[];
}

interface Attempt {
  task: number;
  start: number;
  /** Seconds before its data is there. */
  delay: number;
  end: number;
}

/**
 * Plays one workflow on a fleet, event by event: something ends, its dependents become ready, the policy decides. The first attempt
 * of a task to end is its result; the other one is stopped at that moment.
 *
 * @throws RangeError when the policy starts what is not ready, takes an agent that is not free, or stops before everything is done
 */
export function simulate(instance: Instance, fleet: Fleet, policy: Policy): Outcome {
  const world = new World(instance, fleet);
  for (;;) {
    for (const start of policy.choose(world.snapshot())) world.start(start);
    for (const second of policy.hedge?.(world.snapshot()) ?? []) world.startAgain(second);
    const ended = world.advance(policy.lookAgainIn?.(world.snapshot()) ?? Infinity);
    if (ended === null) break;
    for (const end of ended) policy.ended?.(end);
  }
  return world.outcome();
}

class World {
  private now = 0;
  private started = 0;
  private hedges = 0;
  private readonly instance: Instance;
  private readonly fleet: Fleet;
  private readonly open: number[];
  private readonly agents: (Attempt | null)[];
  private readonly ends: Outcome['ends'] = [];
  private ready: number[];

  constructor(instance: Instance, fleet: Fleet) {
    this.instance = instance;
    this.fleet = fleet;
    this.open = instance.graph.dependencies.map((needed) => needed.length);
    this.ready = this.open.flatMap((count, task) => (count === 0 ? [task] : []));
    this.agents = fleet.speeds.map(() => null);
  }

  snapshot(): Snapshot {
    const { now, started, hedges } = this;
    const running = this.agents.map((attempt) => attempt && { task: attempt.task, elapsed: now - attempt.start });
    return { now, running, ready: this.ready, started, hedges };
  }

  start({ task, agent }: Start): void {
    if (!this.ready.includes(task)) throw new RangeError(`Task ${task} is not ready.`);
    this.ready = this.ready.filter((other) => other !== task);
    this.occupy(task, agent);
  }

  startAgain({ task, agent }: Start): void {
    if (this.agents.filter((attempt) => attempt?.task === task).length !== 1) throw new RangeError(`Task ${task} has not one attempt.`);
    this.hedges += 1;
    this.occupy(task, agent);
  }

  /** To the next end, at most so many seconds ahead, and what ended then; null when nothing runs. */
  advance(atMost: number): { task: number; agent: number; seconds: number }[] | null {
    const next = this.agents.reduce((soonest, attempt) => Math.min(soonest, attempt?.end ?? Infinity), Infinity);
    if (next === Infinity) return null;
    this.now = Math.min(next, this.now + atMost);
    if (this.now < next) return [];
    return this.agents.flatMap((attempt, agent) => {
      if (attempt === null || attempt.end > next || this.ends[attempt.task] !== undefined) return [];
      this.finish(attempt, agent);
      return [{ task: attempt.task, agent, seconds: attempt.end - attempt.start - attempt.delay }];
    });
  }

  outcome(): Outcome {
    if (this.ready.length > 0 || this.open.some((count) => count > 0))
      throw new RangeError('The policy stopped before everything was done.');
    return { makespan: this.now, hedges: this.hedges, ends: this.ends };
  }

  private occupy(task: number, agent: number): void {
    if (this.agents[agent] !== null) throw new RangeError(`Agent ${agent} is not free.`);
    const { now } = this;
    const begin = this.instance.graph.dependencies[task]?.reduce((latest, dependency) => {
      const done = this.ends[dependency] as Outcome['ends'][number];
      return Math.max(latest, done.end + (done.agent === agent ? 0 : this.fleet.transfer(dependency, task)));
    }, now) as number;
    this.agents[agent] = { task, start: now, delay: begin - now, end: begin + this.fleet.duration(task, agent) };
    this.started += 1;
  }

  private finish(attempt: Attempt, agent: number): void {
    const { task, start, delay, end } = attempt;
    this.ends[task] = { task, agent, start: start + delay, end };
    for (const [other, rival] of this.agents.entries()) if (rival?.task === task) this.agents[other] = null;
    for (const next of this.instance.graph.dependents[task] as number[]) {
      const left = (this.open[next] as number) - 1;
      this.open[next] = left;
      if (left === 0) this.ready.push(next);
    }
  }
}
