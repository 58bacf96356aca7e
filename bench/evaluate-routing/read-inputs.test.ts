import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError, readCsv } from './read-csv.ts';
import { type InputFiles, readInputs } from './read-inputs.ts';

const AGENTS = 'agent_id,capabilities(;),cost_per_task_usd\nada,code;Review,0.1\nbob,,\n';
const TASKS = 'task_id,task_type,required_capabilities(;)\nt1,fix,code;review\nt2,ask,\n';
const OUTCOMES = 'task_id,agent_id,success,latency_ms,cost_usd\nt1,ada,1,120,0.1\nt1,bob,0,,\nt2,ada,0,,\nt2,bob,1,,\n';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hive-eval-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function write(texts: { agents?: string; tasks?: string; outcomes?: string; warm?: string; warmTasks?: string }): InputFiles {
  const put = (name: string, text: string | undefined) => {
    const file = path.join(folder, name);
    if (text !== undefined) fs.writeFileSync(file, text);
    return file;
  };
  return {
    agents: put('agents.csv', texts.agents ?? AGENTS),
    tasks: put('tasks.csv', texts.tasks ?? TASKS),
    outcomes: put('outcomes.csv', texts.outcomes ?? OUTCOMES),
    ...(texts.warm !== undefined && { warm: put('warm.csv', texts.warm), warmTasks: put('warm-tasks.csv', texts.warmTasks ?? TASKS) }),
  };
}

describe('evaluation inputs', () => {
  it('[PR30] files become tasks with outcomes by agent; capabilities are compared without case', () => {
    const world = readInputs(write({}));
    expect(world.agents).toEqual(['ada', 'bob']);
    expect(world.tasks.map(({ type, fits, outcomes }) => [type, [...fits], [...outcomes]])).toEqual([
      ['fix', [1, 0], [1, 0]],
      ['ask', [1, 1], [0, 1]],
    ]);
    expect(world.history).toEqual([]);
  });

  it('[PR31] a history may hold some pairs only, and keeps its order', () => {
    const world = readInputs(write({ warm: 'task_id,agent_id,success\nt2,bob,1\nt1,ada,0\n' }));
    expect(world.history).toEqual([
      { type: 'ask', agent: 1, fit: 1, success: true },
      { type: 'fix', agent: 0, fit: 1, success: false },
    ]);
  });

  const lines = (text: string) => text.trimEnd().split('\n');
  const without = (text: string, line: number) =>
    lines(text)
      .filter((_, at) => at !== line)
      .join('\n');
  it.each<[string, Parameters<typeof write>[0], string]>([
    ['a missing pair', { outcomes: without(OUTCOMES, 2) }, 'outcomes.csv: no outcome of task "t1" with agent "bob"; every pair is needed'],
    ['two missing pairs', { outcomes: without(without(OUTCOMES, 2), 2) }, 'and of 1 more pairs'],
    ['a second outcome', { outcomes: `${OUTCOMES}t1,ada,1,,\n` }, 'outcomes.csv:6: task "t1" has a second outcome of agent "ada"'],
    ['an agent twice', { agents: `${AGENTS}ada,,\n` }, 'agents.csv:4: agent "ada" is there twice'],
    ['a task twice', { tasks: `${TASKS}t1,fix,\n` }, 'tasks.csv:4: task "t1" is there twice'],
    ['an unknown agent', { outcomes: `${OUTCOMES}t1,eve,1,,\n` }, 'outcomes.csv:6: agent "eve" is not in the agents file'],
    ['an unknown task', { outcomes: `${OUTCOMES}t9,ada,1,,\n` }, 'outcomes.csv:6: task "t9" is in no tasks file'],
    [
      'another success than 0 or 1',
      { outcomes: OUTCOMES.replace('t2,ada,0', 't2,ada,yes') },
      'outcomes.csv:4: success must be 0 or 1, not "yes"',
    ],
    ['a fraction as success', { outcomes: OUTCOMES.replace('t2,ada,0', 't2,ada,0.5') }, 'not "0.5"'],
    ['a negative latency', { outcomes: OUTCOMES.replace('120', '-1') }, 'outcomes.csv:2: latency_ms must be a number from 0 on'],
    [
      'a cost that is no number',
      { agents: AGENTS.replace('0.1', 'cheap') },
      'agents.csv:2: cost_per_task_usd must be a number from 0 on, not "cheap"',
    ],
    ['an empty id', { tasks: `${TASKS},fix,\n` }, 'tasks.csv:4: task_id is empty'],
    ['an empty type', { tasks: `${TASKS}t3,,\n` }, 'tasks.csv:4: task_type is empty'],
    ['a missing column', { tasks: 'task_id,task_type\nt1,fix\n' }, 'tasks.csv:1: missing column required_capabilities'],
    ['a column twice', { agents: 'agent_id,agent_id,capabilities,cost_per_task_usd\n' }, 'agents.csv:1: column "agent_id" is there twice'],
    ['a short row', { tasks: `${TASKS}t3,fix\n` }, 'tasks.csv:4: 2 fields where the header has 3'],
    ['an open quote', { tasks: `${TASKS}"t3,fix,\n` }, 'tasks.csv:4: a quote is never closed'],
    ['a quote inside', { tasks: `${TASKS}t"3,fix,\n` }, 'tasks.csv:4: a quote inside an unquoted field'],
    ['text behind a quote', { tasks: `${TASKS}"t3"x,fix,\n` }, 'tasks.csv:4: text behind a closing quote'],
    ['nothing', { agents: '' }, 'agents.csv: is empty'],
    ['no rows', { agents: lines(AGENTS)[0]! }, 'agents.csv: has a header and no rows'],
    ['a broken history', { warm: 'task_id,agent_id,success\nt1,eve,1\n' }, 'warm.csv:2: agent "eve" is not in the agents file'],
  ])('[PR32] %s is refused with file, line and cause', (_name, texts, message) => {
    expect(() => readInputs(write(texts))).toThrow(InputError);
    expect(() => readInputs(write(texts))).toThrow(message);
  });

  it('[PR33] a file that is not there is named', () => {
    expect(() => readInputs({ ...write({}), tasks: path.join(folder, 'nowhere.csv') })).toThrow(/nowhere\.csv: cannot be read \(ENOENT\)/);
  });

  it('[PR34] quotes, line breaks inside them, CRLF and a byte order mark are read', () => {
    const rows = readCsv('x.csv', '\u{feff}a,b\r\n"1, ""one""\nand",2\r\n\r\n 3 ,4', ['a', 'b']);
    expect(rows.map(({ line, values }) => [line, values.get('a'), values.get('b')])).toEqual([
      [2, '1, "one"\nand', '2'],
      [5, '3', '4'],
    ]);
  });
});
