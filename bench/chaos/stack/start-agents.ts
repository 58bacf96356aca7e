import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Behaviour } from '../agent/behaviour.ts';
import { type Journal, openJournal } from './journal.ts';

const SERVER = path.resolve(import.meta.dirname, '../agent/serve-agents.ts');

/** The fake agents: a process of its own that the product's faults do not reach. */
export interface FakeAgents {
  journal: Journal;
  /** Where an agent of this name is called; any name is an agent. */
  urlOf(name: string): string;
  /** From now on the agent does this; what it held is let go of, unless it goes on holding. */
  behave(name: string, behaviour: Partial<Behaviour>): Promise<void>;
  close(): Promise<void>;
}

export async function startAgents(home: string, seed: number): Promise<FakeAgents> {
  const file = path.join(home, 'journal.jsonl');
  const journal = openJournal(file);
  const child = fork(SERVER, [file, String(seed)], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 2, 2, 'ipc'] });
  const exited = once(child, 'exit');
  const [told] = (await Promise.race([once(child, 'message'), exited])) as [{ port: number } | number];
  if (typeof told !== 'object' || told === null) throw new Error('the server of the agents ended before it listened');
  const base = `http://127.0.0.1:${told.port}`;
  return {
    journal,
    urlOf: (name) => `${base}/${name}`,
    async behave(name, behaviour) {
      const answer = await fetch(`${base}/_/${name}`, { method: 'PUT', body: JSON.stringify(behaviour) });
      if (answer.status !== 204) throw new Error(`the agent ${name} could not be told what to do`);
    },
    async close() {
      child.kill('SIGKILL');
      await exited;
      journal.close();
    },
  };
}
