import type { RunAnalysis, WaitCount } from './run-analysis.ts';

/** Work that waited longer than it was worked on points to missing slots. */
const QUEUE_TO_WORK = 1;
/** Below this share the slots of a run mostly stood idle. */
const LOW_EFFICIENCY = 0.3;
const MIN_TASKS = 5;

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

function waitAdvice({ reason, detail, tasks }: WaitCount): string | null {
  const waited = `${plural(tasks, 'task')} waited`;
  const because = detail === '' ? '' : ` (${detail})`;
  if (reason === 'capacity') return `${waited} for free slots of agents that could take them${because}: add agents or slots.`;
  if (reason === 'no_capable_agent') return `${waited} because no agent had what they ask for${because}: register one that does.`;
  if (reason === 'run_limit') return `${waited} because the run had reached max_concurrent_tasks: raise it if agents were idle.`;
  if (reason === 'breaker') return `${waited} behind an open breaker${because}: see why its resource failed.`;
  return null;
}

/** What the measures of a run suggest, each with the numbers it rests on. Empty when they suggest nothing. */
export function recommend(analysis: RunAnalysis, waits: readonly WaitCount[]): string[] {
  const advice = waits.map(waitAdvice).filter((text) => text !== null);
  const { queueMs, durationMs, parallelEfficiency, peakConcurrency, retriedTasks, lostAttempts } = analysis;
  if (queueMs.mean !== null && durationMs.mean !== null && queueMs.samples >= MIN_TASKS && queueMs.mean > durationMs.mean * QUEUE_TO_WORK) {
    advice.push(
      `Tasks were queued ${Math.round(queueMs.mean)} ms and worked on ${Math.round(durationMs.mean)} ms on average: more slots would help.`,
    );
  }
  if (parallelEfficiency !== null && peakConcurrency > 1 && durationMs.samples >= MIN_TASKS && parallelEfficiency < LOW_EFFICIENCY) {
    const [slowest] = analysis.slowestTasks;
    const hint =
      slowest === undefined
        ? ''
        : ` The longest task was "${slowest.taskId}" with ${Math.round(slowest.durationMs)} ms: split it if you can.`;
    advice.push(`Of ${peakConcurrency} slots used at the peak, ${Math.round(parallelEfficiency * 100)} % of the time was work.${hint}`);
  }
  if (retriedTasks > 0) advice.push(`${plural(retriedTasks, 'task')} needed more than one attempt: see their errors.`);
  if (lostAttempts > 0) advice.push(`${plural(lostAttempts, 'attempt')} got lost with a process or a silent agent.`);
  return advice;
}
