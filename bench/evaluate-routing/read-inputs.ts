import fs from 'node:fs';
import { type CsvRow, InputError, readCsv } from './read-csv.ts';
import type { Experience, Task, World } from './world.ts';

export interface InputFiles {
  agents: string;
  tasks: string;
  outcomes: string;
  warm?: string | undefined;
  warmTasks?: string | undefined;
}

interface Agent {
  id: string;
  capabilities: ReadonlySet<string>;
}

/**
 * Reads and checks everything before anything is computed.
 * @throws InputError naming file, line and cause
 */
export function readInputs(files: InputFiles): World {
  const agents = readAgents(files.agents);
  const tasks = readTasks(files.tasks, agents);
  const outcomes = readOutcomes(files.outcomes, agents, tasks);
  const found = [...tasks.entries()].map(([id, task]) => ({ ...task, outcomes: outcomes.byTask.get(id) ?? new Map<number, boolean>() }));
  requireEveryPair(files.outcomes, agents, { ids: [...tasks.keys()], found });
  return {
    agents: agents.map(({ id }) => id),
    tasks: found.map(({ outcomes: byAgent, ...task }) => ({
      ...task,
      outcomes: Uint8Array.from(agents, (_, at) => Number(byAgent.get(at))),
    })),
    history: readHistory(files, agents),
  };
}

function read(file: string, columns: readonly string[]): CsvRow[] {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError({ file }, `cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown cause'})`);
  }
  const rows = readCsv(file, text, columns);
  if (rows.length === 0) throw new InputError({ file }, 'has a header and no rows');
  return rows;
}

function required({ values, line }: CsvRow, column: string, file: string): string {
  const value = values.get(column) ?? '';
  if (value === '') throw new InputError({ file, line }, `${column} is empty`);
  return value;
}

function names(list: string | undefined): Set<string> {
  const all = (list ?? '').split(';').map((name) => name.trim().toLowerCase());
  return new Set(all.filter((name) => name !== ''));
}

function checkAmount({ values, line }: CsvRow, column: string, file: string): void {
  const value = values.get(column) ?? '';
  if (value !== '' && !(Number.isFinite(Number(value)) && Number(value) >= 0)) {
    throw new InputError({ file, line }, `${column} must be a number from 0 on, not "${value}"`);
  }
}

function readAgents(file: string): Agent[] {
  const agents = new Map<string, Agent>();
  for (const row of read(file, ['agent_id', 'capabilities', 'cost_per_task_usd'])) {
    const id = required(row, 'agent_id', file);
    if (agents.has(id)) throw new InputError({ file, line: row.line }, `agent "${id}" is there twice`);
    checkAmount(row, 'cost_per_task_usd', file);
    agents.set(id, { id, capabilities: names(row.values.get('capabilities')) });
  }
  return [...agents.values()];
}

function readTasks(file: string, agents: readonly Agent[]): Map<string, Omit<Task, 'outcomes'>> {
  const tasks = new Map<string, Omit<Task, 'outcomes'>>();
  for (const row of read(file, ['task_id', 'task_type', 'required_capabilities'])) {
    const id = required(row, 'task_id', file);
    if (tasks.has(id)) throw new InputError({ file, line: row.line }, `task "${id}" is there twice`);
    const needed = names(row.values.get('required_capabilities'));
    tasks.set(id, { type: required(row, 'task_type', file), fits: Float64Array.from(agents, (agent) => coverage(agent, needed)) });
  }
  return tasks;
}

/** The share of what is needed that the agent says it can do. */
function coverage({ capabilities }: Agent, needed: ReadonlySet<string>): number {
  if (needed.size === 0) return 1;
  return [...needed].filter((name) => capabilities.has(name)).length / needed.size;
}

/** @returns outcomes by task and position of the agent, and all of them in the order of the file */
function readOutcomes(file: string, agents: readonly Agent[], tasks: ReadonlyMap<string, unknown>) {
  const positions = new Map(agents.map(({ id }, at) => [id, at]));
  const byTask = new Map<string, Map<number, boolean>>();
  const all: { task: string; agent: number; success: boolean }[] = [];
  for (const row of read(file, ['task_id', 'agent_id', 'success'])) {
    const at = { file, line: row.line };
    const task = required(row, 'task_id', file);
    const name = required(row, 'agent_id', file);
    const success = required(row, 'success', file);
    const agent = positions.get(name);
    if (!tasks.has(task)) throw new InputError(at, `task "${task}" is in no tasks file`);
    if (agent === undefined) throw new InputError(at, `agent "${name}" is not in the agents file`);
    if (success !== '0' && success !== '1') throw new InputError(at, `success must be 0 or 1, not "${success}"`);
    checkAmount(row, 'latency_ms', file);
    checkAmount(row, 'cost_usd', file);
    const known = byTask.get(task) ?? new Map<number, boolean>();
    if (known.has(agent)) throw new InputError(at, `task "${task}" has a second outcome of agent "${name}"`);
    byTask.set(task, known.set(agent, success === '1'));
    all.push({ task, agent, success: success === '1' });
  }
  return { byTask, all };
}

function requireEveryPair(
  file: string,
  agents: readonly Agent[],
  tasks: { ids: readonly string[]; found: readonly { outcomes: ReadonlyMap<number, boolean> }[] },
): void {
  const missing: string[] = [];
  for (const [task, { outcomes }] of tasks.found.entries()) {
    for (const [at, { id }] of agents.entries()) if (!outcomes.has(at)) missing.push(`task "${tasks.ids[task]}" with agent "${id}"`);
  }
  if (missing.length === 0) return;
  const more = missing.length > 1 ? `, and of ${missing.length - 1} more pairs` : '';
  throw new InputError({ file }, `no outcome of ${missing[0]}${more}; every pair is needed`);
}

/** What was seen before, in the order of the file; it may be of some pairs only. */
function readHistory(files: InputFiles, agents: readonly Agent[]): Experience[] {
  if (files.warm === undefined || files.warmTasks === undefined) return [];
  const tasks = readTasks(files.warmTasks, agents);
  return readOutcomes(files.warm, agents, tasks).all.map(({ task, agent, success }) => {
    const { type, fits } = tasks.get(task) as Omit<Task, 'outcomes'>;
    return { type, agent, fit: fits[agent] as number, success };
  });
}
