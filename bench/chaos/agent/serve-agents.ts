// A process of its own: the agents of a chaos run, and their own journal of what they were asked and did. It knows nothing of the product
// and survives whatever happens to it; its journal is what the product's records are held against.
//   node --import tsx serve-agents.ts JOURNAL SEED; tells its port over IPC
import fs from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seededRandom } from '../../../src/server/core/routing/seeded-random.ts';
import { type Answering, answerBadly, answerWell } from './answer-call.ts';
import { type Behaviour, type JournalLine, WELL } from './behaviour.ts';

const CONTROL = '/_/';

interface TaskBody {
  task_id: string;
  run_id: string;
  fence: number;
  idempotency_key: string;
  name: string;
}

interface Agent {
  behaviour: Behaviour;
  held: Set<() => void>;
}

const [journalFile = '', seed = '1'] = process.argv.slice(2);
const journal = fs.openSync(journalFile, 'a');
const random = seededRandom(Number(seed));
const agents = new Map<string, Agent>();
const callsOfTask = new Map<string, number>();
let calls = 0;

/** Written at once: what is in the journal has happened, whatever comes next. */
const note = (line: JournalLine) => fs.writeSync(journal, `${JSON.stringify(line)}\n`);

const agentOf = (name: string): Agent => {
  const known = agents.get(name) ?? { behaviour: WELL, held: new Set() };
  agents.set(name, known);
  return known;
};

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** PUT sets a behaviour, which also lets go of what is held under another one. */
async function control(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const agent = agentOf(name);
  agent.behaviour = { ...WELL, ...(JSON.parse(await readBody(request)) as Partial<Behaviour>) };
  if (agent.behaviour.mode !== 'hold') {
    for (const answer of agent.held) answer();
    agent.held.clear();
  }
  response.writeHead(204).end();
}

/** What this very call meets. */
function behaviourFor({ behaviour }: Agent, task: string): Behaviour {
  const made = (callsOfTask.get(task) ?? 0) + 1;
  callsOfTask.set(task, made);
  const spared = (behaviour.firstCalls > 0 && made > behaviour.firstCalls) || (behaviour.share < 1 && random() >= behaviour.share);
  return spared ? { ...behaviour, mode: 'ok' } : behaviour;
}

const HONEST = new Set(['ok', 'hold']);

async function serve(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = JSON.parse(await readBody(request)) as TaskBody;
  const agent = agentOf(name);
  const behaviour = behaviourFor(agent, body.task_id);
  const { mode } = behaviour;
  calls += 1;
  const call = calls;
  const { task_id: task, run_id: run, fence, idempotency_key: key } = body;
  note({ kind: 'start', call, at: Date.now(), agent: name, task, run, name: body.name, fence, key, mode });
  response.once('close', () => {
    const at = Date.now();
    if (response.writableFinished) note({ kind: 'end', call, at, status: response.statusCode, honest: HONEST.has(mode) });
    else note({ kind: 'dropped', call, at });
  });
  const answering: Answering = { response, call, fence };
  if (mode === 'hold') {
    const answer = () => answerWell(answering);
    agent.held.add(answer);
    response.once('close', () => agent.held.delete(answer));
  } else {
    setTimeout(answerBadly, behaviour.latencyMs * (0.5 + random()), answering, behaviour);
  }
}

const server = createServer((request, response) => {
  const path = request.url ?? '/';
  response.on('error', () => {});
  const done = path.startsWith(CONTROL) ? control(path.slice(CONTROL.length), request, response) : serve(path.slice(1), request, response);
  done.catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.once('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group of the terminal; the harness ends us when it has read the last line.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
