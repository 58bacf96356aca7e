import type { JournalCall } from '../stack/journal.ts';
import type { Hive } from '../stack/open-hive.ts';
import { pause, waitUntil } from '../stack/wait-until.ts';
import { called, enlist, expectCompleted, RUN_MS, wide } from '../workload.ts';

// Work that goes on for a while, so that a fault meets it in the middle: few slots, calls of a fifth of a second.

const AGENT = 'steady';
const SLOTS = 8;
const LATENCY_MS = 200;

export async function enlistSteady(hive: Hive): Promise<void> {
  await enlist(hive, AGENT, { slots: SLOTS, latencyMs: LATENCY_MS });
}

/** A run that lasts so long and is under way. Milliseconds. */
export async function startSteady(hive: Hive, lastsMs: number): Promise<string> {
  const width = Math.ceil((lastsMs / LATENCY_MS) * SLOTS);
  const runId = await hive.client.submit(wide('chaos', width, { agent: AGENT }));
  await called(hive, runId, SLOTS);
  await pause(hive.random() * LATENCY_MS, hive.signal);
  return runId;
}

/** Milliseconds from a moment to the first call of the run after it: work goes on. */
export async function resumedMs(hive: Hive, runId: string, after: number): Promise<number> {
  const look = () => hive.agents.journal.callsOfRun(runId).find(({ startedAt }: JournalCall) => startedAt > after)?.startedAt ?? null;
  return (await waitUntil('work goes on', look, { ms: RUN_MS, signal: hive.signal })) - after;
}

export const completes = (hive: Hive, runId: string): Promise<string[]> => expectCompleted(hive, runId);
