import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../../e2e/fixtures/browser.ts';
import { registerAgentSchema } from '../../src/server/core/agent/agent.ts';
import type { WorkflowDefinitionInput } from '../../src/server/core/workflow/definition.ts';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import { registerAgent } from '../../src/server/use-cases/register-agent.ts';
import type { Stack } from '../engine/open-stack.ts';
import { BENCH } from '../engine/seed-fleet.ts';
import { spread } from '../engine/statistics.ts';

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

interface Verdict {
  line: string;
  kept: boolean;
}

type Web = NonNullable<Stack['web']>;

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
    registerAgentSchema.parse({ name: `bench ${type}`, kind: 'simulated', capabilities, max_concurrent_tasks: slots, config }),
    BENCH,
  );
}

/** Follows the events of a run to its end. @returns how old each was when it arrived, ms */
async function follow({ url, apiKey }: Web, runId: string): Promise<number[]> {
  const response = await fetch(`${url}/api/v1/orchestration/runs/${runId}/events`, { headers: { authorization: `Bearer ${apiKey}` } });
  if (response.body === null || !response.ok) throw new Error(`events of a run: ${response.status}`);
  const lags: number[] = [];
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const now = Date.now();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const at = line.startsWith('data:') ? /"at":"([^"]+)"/.exec(line)?.[1] : undefined;
      if (at !== undefined) lags.push(now - Date.parse(at));
    }
  }
  return lags;
}

declare global {
  interface Window {
    /** How old events were when they could be seen, ms. */
    seenAfter?: number[];
  }
}

/** Notes for every message of a stream how old its newest event is two frames later. */
function noteMessages(): void {
  const seen: number[] = [];
  window.seenAfter = seen;
  const Plain = window.EventSource;
  window.EventSource = class extends Plain {
    constructor(url: string | URL, init?: EventSourceInit) {
      super(url, init);
      this.addEventListener('message', ({ data }: MessageEvent<string>) => {
        const ages = [...data.matchAll(/"at":"([^"]+Z)"/g)].map(([, at = '']) => Date.parse(at));
        if (ages.length > 0) requestAnimationFrame(() => requestAnimationFrame(() => seen.push(Date.now() - Math.max(...ages))));
      });
    }
  };
}

async function openPage(browser: Browser, { url }: Web, path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: url });
  const data = { email: process.env.HIVE_ADMIN_EMAIL, password: process.env.HIVE_ADMIN_PASSWORD };
  const signedIn = await context.request.post('/api/auth/sign-in/email', { data, headers: { origin: url } });
  if (!signedIn.ok()) throw new Error(`signing in: ${signedIn.status()}`);
  const page = await context.newPage();
  await page.addInitScript(noteMessages);
  await page.goto(path);
  await page.getByRole('heading').first().waitFor();
  return page;
}

async function measureLag(stack: Stack, web: Web, browser: Browser): Promise<Verdict[]> {
  const perSecond = EVENTS_PER_SECOND / EVENTS_PER_TASK;
  await addAgent(stack, { type: 'watched', ms: 1_000, slots: perSecond });
  const { runId } = await executeWorkflow(stack.deps, { definition: fanOf(perSecond * SECONDS, 'watched', perSecond) }, BENCH);
  const page = await openPage(browser, web, `/runs/${runId}`);
  const begun = performance.now();
  const lags = (await Promise.all(Array.from({ length: VIEWERS - 1 }, () => follow(web, runId)))).flat();
  const rate = lags.length / (VIEWERS - 1) / ((performance.now() - begun) / 1_000);
  const seen = await page.evaluate(() => window.seenAfter ?? []);
  await page.context().close();
  const say = (what: string, values: number[]): Verdict => {
    const { p50, p95, max } = spread(values);
    const text = `${VIEWERS} viewers, ${rate.toFixed(0)} events/s: ${what} after ${p50.toFixed(0)} ms (p50), ${p95.toFixed(0)} ms (p95), ${max.toFixed(0)} ms at most, of ${values.length}`;
    return { line: text, kept: p95 <= MOST_LAG_MS };
  };
  return [say('an event arrives', lags), say('a message is seen', seen)];
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
  const page = await openPage(browser, web, `/runs/${runId}`);
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
  const line = `${CARDS} tasks that run on one page: ${(share * 100).toFixed(1)} % of the main thread, heap ${after.heapMb.toFixed(1)} MB (${grown.toFixed(2)} MB more after ${CARD_SECONDS} s)`;
  return { line, kept: share <= MOST_BUSY };
}

/** @returns a line with a verdict per promise; none without a build of these sources */
export async function measureViewers(stack: Stack): Promise<Verdict[]> {
  if (stack.web === null) return [];
  const { executablePath, env } = await findBrowser();
  const browser = await chromium.launch({
    executablePath,
    args: BROWSER_FLAGS,
    env: { ...(process.env as Record<string, string>), ...env },
  });
  try {
    return [...(await measureLag(stack, stack.web, browser)), await measureCards(stack, stack.web, browser)];
  } finally {
    await browser.close();
  }
}
