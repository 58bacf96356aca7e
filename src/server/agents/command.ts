import type { AgentProfile } from '../core/agent/agent.ts';
import type { AgentAdapter, AgentAnswer, AgentCall } from './adapter.ts';
import { CANCELLED, failed } from './agent-answers.ts';
import { type CommandHost, launchCommand } from './launch-command.ts';
import { totalTimeout } from './limits.ts';
import { createLineLog, type LineLog } from './log-lines.ts';
import { jsonOutput, type OutputRules, outputTooLarge, textOutput } from './read-output.ts';
import { createRedactor, type Redact, secretValues } from './redact.ts';
import type { ProcessEnd } from './run-process.ts';
import { taskPayload } from './task-payload.ts';

export type CommandRules = OutputRules & CommandHost;

/** The machine is short of something; everything else about a failed start is a matter of configuration. */
const RETRYABLE_START_ERRORS = ['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM', 'ETXTBSY'];

/**
 * Agents that are commands: the task as JSON on stdin, the result is the whole of stdout (JSON if it parses, else text; nothing at all is
 * null), stderr is the log. No shell, a clean environment, a scratch directory as HOME and TMPDIR that goes when the call ends. They run as
 * the user of the worker process.
 */
export function createCommandAdapter(rules: CommandRules): AgentAdapter<'command'> {
  return {
    kind: 'command',
    async call(agent, call) {
      if (!rules.allowed) return failed('command_agents_disabled', 'command agents are switched off here', { retryable: false });
      const { timeout_seconds, idle_timeout_seconds } = agent.config;
      const timeoutMs = totalTimeout(call.timeoutMs, timeout_seconds);
      const idleMs = idle_timeout_seconds === undefined ? null : idle_timeout_seconds * 1_000;
      const redact = createRedactor(secretValues(agent.config.env));
      const log = createLineLog(call, 'stderr', { limits: rules.limits, redact });
      const end = await launchCommand(rules, {
        argv: agent.config.argv,
        cwd: agent.config.cwd,
        env: { ...agent.config.env, ...callVariables(call) },
        stdin: `${JSON.stringify(taskPayload(call))}\n`,
        timeoutMs,
        idleMs,
        signal: call.signal,
        onStderr: (text) => log.push(text),
      });
      log.end();
      return readEnd(end, { agent, timeoutMs, idleMs, rules, log, redact });
    },
  };
}

/** What tells a command whose work it does. */
export function callVariables(call: Pick<AgentCall, 'taskId' | 'runId' | 'attempt' | 'idempotencyKey'>): Record<string, string> {
  return {
    HIVE_TASK_ID: call.taskId,
    HIVE_RUN_ID: call.runId,
    HIVE_ATTEMPT: String(call.attempt),
    HIVE_IDEMPOTENCY_KEY: call.idempotencyKey,
  };
}

interface EndContext {
  agent: AgentProfile<'command'>;
  timeoutMs: number;
  idleMs: number | null;
  rules: CommandRules;
  log: LineLog;
  redact: Redact;
}

function readEnd(end: ProcessEnd, { agent, timeoutMs, idleMs, rules, log, redact }: EndContext): AgentAnswer {
  const stderr = { stderr: log.tail() };
  switch (end.kind) {
    case 'not_started': {
      const code = errorCode(end.error);
      const message = `the command ${agent.config.argv[0] ?? ''} cannot be started: ${code}`;
      return failed('spawn_failed', message, { retryable: RETRYABLE_START_ERRORS.includes(code), detail: { cause: code } });
    }
    case 'stopped':
      if (end.reason === 'cancelled') return CANCELLED;
      if (end.reason === 'output_too_large') return outputTooLarge(rules.limits);
      return end.reason === 'idle_timeout'
        ? failed('idle_timeout', `no output for ${idleMs} ms`, { retryable: true, detail: { ...stderr, processes_left: end.left } })
        : failed('timeout', `no result within ${timeoutMs} ms`, { retryable: true, detail: { ...stderr, processes_left: end.left } });
    case 'exited': {
      if (end.signal !== null) {
        return failed('killed', `the command was ended by ${end.signal}`, { retryable: true, detail: { ...stderr, signal: end.signal } });
      }
      if (end.exitCode !== 0) {
        const detail = { ...stderr, exit_code: end.exitCode };
        return failed('exit_code', `the command ended with exit code ${end.exitCode}`, { retryable: true, detail });
      }
      const text = redact(end.stdout.toString('utf8'));
      return text.trim() === '' ? jsonOutput('null', rules) : textOutput(text, rules);
    }
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
