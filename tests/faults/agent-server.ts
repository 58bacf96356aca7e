import { createServer } from 'node:http';
import { type AgentServer, listenAndTrack } from '../agents/track-calls.ts';

// An HTTP agent in the process of the test: it survives whatever happens to the workers, so what it saw is the truth.

/** One call, written down before it is answered. */
export interface SeenCall {
  taskId: string;
  runId: string;
  fence: number;
  key: string;
  /** performance.now() of this process. */
  at: number;
}

export interface FaultAgent {
  url: string;
  calls: SeenCall[];
  callsOf(runId: string): SeenCall[];
  /** Resolves when a run has had so many calls. */
  called(runId: string, count: number): Promise<void>;
  /** Answers everything that waits, and from now on at once. */
  release(): void;
  /** Calls wait from now on until they are released. */
  hold(): void;
  close(): Promise<void>;
}

interface Body {
  task_id: string;
  run_id: string;
  fence: number;
  idempotency_key: string;
}

export async function startFaultAgent(): Promise<FaultAgent> {
  const calls: SeenCall[] = [];
  const listeners = new Set<() => void>();
  let waiting: (() => void)[] = [];
  let holding = false;
  const callsOf = (runId: string) => calls.filter((call) => call.runId === runId);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body;
      calls.push({ taskId: body.task_id, runId: body.run_id, fence: body.fence, key: body.idempotency_key, at: performance.now() });
      const answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ fence: body.fence }));
      if (holding) waiting.push(answer);
      else answer();
      for (const listener of listeners) listener();
    });
  });
  const listening: AgentServer = await listenAndTrack(server);
  return {
    url: `http://127.0.0.1:${listening.port}/`,
    calls,
    callsOf,
    called: (runId, count) =>
      new Promise((resolve) => {
        const look = () => {
          if (callsOf(runId).length < count) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    hold() {
      holding = true;
    },
    release() {
      holding = false;
      const due = waiting;
      waiting = [];
      for (const answer of due) answer();
    },
    close: () => listening.close(),
  };
}
