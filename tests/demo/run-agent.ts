import { spawn } from 'node:child_process';
import path from 'node:path';
import type { JsonObject, JsonValue } from '../../src/server/core/json.ts';

const INSTALLATION = path.resolve(import.meta.dirname, '../..');

export interface AgentExit {
  code: number | null;
  stdout: string;
  /** Without the last newline. */
  lastLine: string;
}

/** Runs an agent as the product does: clean environment, JSON on stdin, the installation directory as its own. */
export function runAgent(argv: string[], task: JsonValue | string): Promise<AgentExit> {
  const [command = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: INSTALLATION, env: { PATH: process.env.PATH } as unknown as NodeJS.ProcessEnv });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, lastLine: stderr.trimEnd().split('\n').at(-1) ?? '' }));
    child.stdin.end(typeof task === 'string' ? task : JSON.stringify(task));
  });
}

/** The result of one task. Fails when the agent does. */
export async function answer(program: string, task_type: string, input: JsonValue): Promise<JsonObject> {
  const exit = await runAgent(['node', `demo/agents/${program}.mjs`], { task_id: 't', run_id: 'r', attempt: 1, task_type, input });
  if (exit.code !== 0) throw new Error(`${program} exited with ${exit.code}: ${exit.lastLine}`);
  return JSON.parse(exit.stdout) as JsonObject;
}

/** The last line of an agent that must fail. */
export async function refusal(program: string, task_type: string, input: JsonValue): Promise<string> {
  const exit = await runAgent(['node', `demo/agents/${program}.mjs`], { task_type, input });
  if (exit.code !== 1) throw new Error(`${program} exited with ${exit.code} instead of 1`);
  return exit.lastLine;
}
