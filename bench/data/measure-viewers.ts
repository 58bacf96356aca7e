import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, CDPSession } from '@playwright/test';
import { registerAgentSchema } from '../../src/server/core/agent/agent.ts';
import type { WorkflowDefinitionInput } from '../../src/server/core/workflow/definition.ts';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import { registerAgent } from '../../src/server/use-cases/register-agent.ts';
import type { Stack } from '../engine/open-stack.ts';
import type { Verdict } from '../engine/report.ts';
import { BENCH } from '../engine/seed-fleet.ts';
import { spread } from '../engine/statistics.ts';
import type { Found } from './figures.ts';
import { openPage, type Web } from './open-pages.ts';

// What watching costs: fifty viewers of one run that makes about two hundred events a second, one of them a browser; and a page with 24
// tasks that run and are ticked every second. A pixel is drawn by the end of the second frame after its message.

const VIEWERS = 50;
/** Each task makes four events; so many run at once, each for a second. */
const EVENTS_PER_TASK = 4;
const EVENTS_PER_SECOND = 200;
const SECONDS = 30;
const CARDS = 24;
const CARD_SECONDS = 20;
const MOST_LAG_MS = 250;
const MOST_BUSY = 0.2;

function fanOf(tasks: number, type: string, atOnce: number): WorkflowDefinitionInput {
  return {
    name: `watched ${type}`,
    max_concurrent_tasks: atOnce,
    max_agents: 100,
    tasks: Array.from({ length: tasks }, (_, at) => ({ task_id: `t-${at}`, task_type: type, required_capabilities: [type] })),
  };
}

/** A simulated agent that takes so long for a task. */
async function addAgent({ deps }: Stack, { type, ms, slots }: { type: string; ms: number; slots: number }): Promise<void> {
  const config = { latency_ms: ms };
  const capabilities = [{ name: type, proficiency: 1 }];
  await registerAgent(
    deps,
    registerAgentSchema.parse({
      name: `bench ${type} ${deps.newId()}`,
      kind: 'simulated',
      capabilities,
      max_concurrent_tasks: slots,
      config,
    }),
    BENCH,
  );
}

/** How old an event was when somebody had it. */
interface Lag {
  /** When it happened, epoch ms. */
  at: number;
  ms: number;
}

/** Follows the events of a run to its end. */
async function follow({ url, apiKey }: Web, runId: string): Promise<Lag[]> {
  const response = await fetch(`${url}/api/v1/orchestration/runs/${runId}/events`, { headers: { authorization: `Bearer ${apiKey}` } });
  if (response.body === null || !response.ok) throw new Error(`events of a run: ${response.status}`);
  const lags: Lag[] = [];
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const now = Date.now();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const text = line.startsWith('data:') ? /"at":"([^"]+)"/.exec(line)?.[1] : undefined;
      if (text === undefined) continue;
      const at = Date.parse(text);
      lags.push({ at, ms: now - at });
    }
  }
  return lags;
}

declare global {
  interface Window {
    seenAfter?: Lag[];
  }
}

/** Notes for every message of a stream how old its newest event is two frames later. */
function noteMessages(): void {
  const seen: Lag[] = [];
  window.seenAfter = seen;
  const Plain = window.EventSource;
  window.EventSource = class extends Plain {
    constructor(url: string | URL, init?: EventSourceInit) {
      super(url, init);
      this.addEventListener('message', ({ data }: MessageEvent<string>) => {
        const ages = [...data.matchAll(/"at":"([^"]+Z)"/g)].map(([, at = '']) => Date.parse(at));
        if (ages.length === 0) return;
        const at = Math.max(...ages);
        requestAnimationFrame(() => requestAnimationFrame(() => seen.push({ at, ms: Date.now() - at })));
      });
    }
  };
}

async function measureLag(stack: Stack, web: Web, browser: Browser): Promise<Verdict[]> {
  const perSecond = EVENTS_PER_SECOND / EVENTS_PER_TASK;
  await addAgent(stack, { type: 'watched', ms: 1_000, slots: perSecond });
  const { runId } = await executeWorkflow(stack.deps, { definition: fanOf(perSecond * SECONDS, 'watched', perSecond) }, BENCH);
  const followed = Promise.all(Array.from({ length: VIEWERS - 1 }, () => follow(web, runId)));
  const page = await openPage(browser, web, { path: `/runs/${runId}`, script: noteMessages });
  // What happened before tells how long a page takes to open.
  const since = Date.now();
  const lags = (await followed).flat().filter(({ at }) => at >= since);
  const rate = lags.length / (VIEWERS - 1) / ((Date.now() - since) / 1_000);
  const seen = (await page.evaluate(() => window.seenAfter ?? [])).filter(({ at }) => at >= since);
  await page.context().close();
  const judge = (name: string, values: readonly Lag[]): Verdict => {
    const { p50, p95, max } = spread(values.map(({ ms }) => ms));
    const value = `${p95.toFixed(0)} ms (p50 ${p50.toFixed(0)}, at most ${max.toFixed(0)}, of ${values.length}; ${VIEWERS} viewers, ${rate.toFixed(0)} events/s)`;
    return { name, target: `at most ${MOST_LAG_MS} ms`, value, met: p95 <= MOST_LAG_MS };
  };
  return [judge('an event until it arrives, p95', lags), judge('a message until it is seen, p95', seen)];
}

interface Spent {
  at: number;
  busy: number;
  heapMb: number;
}

async function readSpent(session: CDPSession): Promise<Spent> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  return { at: of('Timestamp'), busy: of('TaskDuration'), heapMb: of('JSHeapUsedSize') / 1_048_576 };
}

async function measureCards(stack: Stack, web: Web, browser: Browser): Promise<Verdict> {
  await addAgent(stack, { type: 'slow', ms: 3 * CARD_SECONDS * 1_000, slots: CARDS });
  const { runId } = await executeWorkflow(stack.deps, { definition: fanOf(CARDS, 'slow', CARDS) }, BENCH);
  const page = await openPage(browser, web, { path: `/runs/${runId}` });
  await page
    .locator('.react-flow__node')
    .nth(CARDS - 1)
    .waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  // What the page does once is not what it does all the time.
  await pause(5_000);
  const before = await readSpent(session);
  await pause(CARD_SECONDS * 1_000);
  const after = await readSpent(session);
  await page.context().close();
  const share = (after.busy - before.busy) / (after.at - before.at);
  const grown = after.heapMb - before.heapMb;
  const value = `${(share * 100).toFixed(1)} % (heap ${after.heapMb.toFixed(1)} MB, ${grown.toFixed(2)} MB more after ${CARD_SECONDS} s)`;
  return { name: `${CARDS} running tasks on one page, main thread`, target: 'at most 20 %', value, met: share <= MOST_BUSY };
}

export async function measureViewers(stack: Stack, web: Web, browser: Browser): Promise<Found> {
  return { verdicts: [...(await measureLag(stack, web, browser)), await measureCards(stack, web, browser)] };
}
