// Evaluates conditions and JSON Schemas in a thread, one at a time, each under a wall clock.
//
//   no thread --first item--> starting --ready--> idle <--result-- evaluating
//   evaluating --timeoutMs--> terminated --> starting, the same item once more; a second timeout is its answer
//   starting | evaluating --thread dies--> no thread, the same item once more; a second death is its answer
//
// The second try is for starved machines: a thread that got no CPU for 100 ms must not fail an honest condition, and a hostile one costs
// one more respawn, nothing else.

import type { Worker } from 'node:worker_threads';
import type { ConditionResult } from '../core/expression/condition.ts';
import { startThread } from '../source-thread.ts';
import type { ConditionItem, ConditionReply, ConditionRequest, SchemaItem, ThreadData } from './condition-message.ts';

export interface ConditionEvaluatorOptions {
  /** Wall time one condition may take, in ms. */
  timeoutMs: number;
  /** Old generation of the thread's heap, in MB; 64 unless given. */
  memoryMb?: number;
  /** It will be asked about schemas: what that needs is loaded before the first clock starts. */
  schemas?: boolean;
  /** The thread's file, see conditionThreadUrl. */
  threadUrl: URL;
}

export interface ConditionEvaluator {
  /** Answers in the order of the items. Never rejects: what goes wrong is the answer of the item it happened to. */
  evaluate(items: readonly (ConditionItem | SchemaItem)[]): Promise<ConditionResult[]>;
  /** What it answers from now on says that it is closed, and nothing else. */
  closed(): boolean;
  /** Ends the thread; items under way answer that the evaluator is closed. */
  close(): Promise<void>;
}

/** Loading the evaluator takes about 100 ms; a machine that needs longer than this is broken. */
const START_TIMEOUT_MS = 30_000;
const TRIES = 2;
const MEMORY = { maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };

/**
 * Where the thread's file is, seen from the module that calls: beside the bundle (dist/worker.mjs, dist/condition-thread.mjs), else the
 * source in workers/.
 */
export function conditionThreadUrl(callerUrl: string): URL {
  if (callerUrl.endsWith('.mjs')) return new URL('./condition-thread.mjs', callerUrl);
  return new URL('../../../workers/condition-thread.ts', import.meta.url);
}

/** Creates an evaluator; its thread starts with the first item. */
export function createConditionEvaluator(options: ConditionEvaluatorOptions): ConditionEvaluator {
  return new ThreadEvaluator(options);
}

type Step = { kind: 'result'; result: ConditionResult } | { kind: 'overdue' } | { kind: 'died'; message: string };

class ThreadEvaluator implements ConditionEvaluator {
  readonly #options: ConditionEvaluatorOptions;
  #thread: Worker | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;
  #nextId = 0;

  constructor(options: ConditionEvaluatorOptions) {
    this.#options = options;
  }

  evaluate(items: readonly (ConditionItem | SchemaItem)[]): Promise<ConditionResult[]> {
    const answers = this.#queue.then(async () => {
      const results: ConditionResult[] = [];
      for (const item of items) results.push(await this.#evaluateOne(item));
      return results;
    });
    this.#queue = answers.catch(() => undefined);
    return answers;
  }

  closed(): boolean {
    return this.#closed;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#drop();
    await this.#queue;
  }

  async #evaluateOne(item: ConditionItem | SchemaItem): Promise<ConditionResult> {
    let message = '';
    for (let attempt = 0; attempt < TRIES && !this.#closed; attempt += 1) {
      const step = await this.#try(item);
      if (step.kind === 'result') return step.result;
      await this.#drop();
      message =
        step.kind === 'overdue'
          ? `${'source' in item ? 'the condition' : 'the check'} took longer than ${this.#options.timeoutMs} ms`
          : step.message;
    }
    return { ok: false, message: this.#closed ? 'the evaluator is closed' : message };
  }

  async #try(item: ConditionItem | SchemaItem): Promise<Step> {
    if (this.#thread === null) {
      const thread = openThread(this.#options);
      this.#thread = thread;
      const started = await nextStep(thread, { timeoutMs: START_TIMEOUT_MS, accept: (reply) => (reply.type === 'ready' ? OK : null) });
      if (started.kind !== 'result') return started;
    }
    const id = this.#nextId++;
    const answer = nextStep(this.#thread, {
      timeoutMs: this.#options.timeoutMs,
      accept: (reply) => (reply.type === 'result' && reply.id === id ? reply.result : null),
    });
    this.#thread.postMessage({ id, item } satisfies ConditionRequest);
    return answer;
  }

  async #drop(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    await thread?.terminate();
  }
}

const OK: ConditionResult = { ok: true, value: true };

function openThread({ threadUrl, memoryMb = 64, schemas = false }: ConditionEvaluatorOptions): Worker {
  const resourceLimits = { ...MEMORY, maxOldGenerationSizeMb: memoryMb };
  const thread = startThread(threadUrl, {
    env: {},
    workerData: { schemas } satisfies ThreadData,
    name: 'conditions',
    resourceLimits,
    execArgv: [],
  });
  thread.unref();
  // An error after its answer was given up has no other listener, and would end the process.
  thread.on('error', () => undefined);
  return thread;
}

/** The next thing that happens to a thread: an accepted reply, its death, or nothing for `timeoutMs`. */
function nextStep(thread: Worker, wait: { timeoutMs: number; accept: (reply: ConditionReply) => ConditionResult | null }): Promise<Step> {
  return new Promise((resolve) => {
    const finish = (step: Step) => {
      clearTimeout(timer);
      thread.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(step);
    };
    const onMessage = (reply: ConditionReply) => {
      const result = wait.accept(reply);
      if (result !== null) finish({ kind: 'result', result });
    };
    const onError = (error: Error) => finish({ kind: 'died', message: `the condition could not be evaluated: ${error.message}` });
    const onExit = () => finish({ kind: 'died', message: 'the thread that evaluates conditions ended' });
    // When this process itself was busy, the answer may lie in the inbox while the timer fires first: look there once more.
    const timer = setTimeout(() => setImmediate(() => finish({ kind: 'overdue' })), wait.timeoutMs);
    thread.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}
