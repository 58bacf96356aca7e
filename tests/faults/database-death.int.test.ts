import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { awaitDatabase } from '../../src/server/db/await-database.ts';
import type { Deps } from '../../src/server/deps.ts';
import { closeDeps, openDeps } from '../fixtures/installation.ts';
import { type FaultAgent, startFaultAgent } from './agent-server.ts';
import { endOf, enlist, expectSound, STARVED, submitWide } from './fault-fleet.ts';
import { createDoomedServer, type DoomedServer } from './postgres-server.ts';
import { buildWorkers, type WorkerBundle, type WorkerProcess } from './worker-process.ts';

/** From the moment the database takes connections again; milliseconds. */
const RESUME_MS = 10_000;
const DOWN_MS = 3_000;
const WIDTH = 20;

let server: DoomedServer;
let deps: Deps;
let agent: FaultAgent;
let bundle: WorkerBundle;
let fleet: WorkerProcess[] = [];
beforeAll(async () => {
  [server, agent, bundle] = await Promise.all([createDoomedServer(), startFaultAgent(), buildWorkers()]);
  deps = openDeps(server.url);
  await enlist(deps, agent);
});
afterEach(async () => {
  for (const worker of fleet) worker.signal('SIGTERM');
  await Promise.all(fleet.map((worker) => worker.exited));
  fleet = [];
  await expectSound(deps, agent);
});
afterAll(async () => {
  await bundle.remove();
  await closeDeps(deps);
  await agent.close();
  await server.remove();
});

const startTwo = async () => {
  fleet = await Promise.all([bundle.start(server.url), bundle.start(server.url)]);
};

test('[L13] PostgreSQL stopped at once for 3 s under load: work resumes within 10 s by itself, nothing lost, nothing twice', async () => {
  await startTwo();
  agent.hold();
  const runs = [await submitWide(deps, WIDTH), await submitWide(deps, WIDTH)];
  await Promise.all(runs.map((runId) => agent.called(runId, 1)));
  await server.end('SIGQUIT');
  agent.release();
  await new Promise((resolve) => setTimeout(resolve, DOWN_MS));
  await server.start();
  const upAt = performance.now();
  expect(await Promise.all(runs.map((runId) => endOf(deps, runId)))).toEqual(['completed', 'completed']);
  const resumedMs = performance.now() - upAt;
  console.log(`all done after the database came back: ${Math.round(resumedMs)} ms`);
  expect(resumedMs).toBeLessThan(STARVED * RESUME_MS);
});

test('[L14] kill -9 of everything, database and workers: after a start on the same data every acknowledged run ends', async () => {
  await startTwo();
  agent.hold();
  const runs = await Promise.all([submitWide(deps, WIDTH), submitWide(deps, 3)]);
  await Promise.all(runs.map((runId) => agent.called(runId, 3)));
  for (const worker of fleet) worker.signal('SIGKILL');
  await server.end('SIGKILL');
  await Promise.all(fleet.map((worker) => worker.exited));
  agent.release();
  await server.start();
  await startTwo();
  expect(await Promise.all(runs.map((runId) => endOf(deps, runId)))).toEqual(['completed', 'completed']);
});

test('[L33] what starts while the database is away waits until it is back', async () => {
  await server.end('SIGQUIT');
  const starting = openDeps(server.url);
  let answered = false;
  const waiting = awaitDatabase(starting.db).then(() => {
    answered = true;
  });
  await expect(starting.db.pool.query('SELECT 1')).rejects.toThrow();
  expect(answered).toBe(false);
  await server.start();
  await waiting;
  await closeDeps(starting);
});
