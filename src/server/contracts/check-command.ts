import { callVariables } from '../agents/command.ts';
import { type CommandHost, launchCommand } from '../agents/launch-command.ts';
import type { AgentLimits } from '../agents/limits.ts';
import { createLineLog } from '../agents/log-lines.ts';
import type { CommandCheck } from '../core/contract/contract.ts';
import { gradeCommand } from '../core/contract/grade.ts';
import type { CheckResult } from '../core/contract/verdict.ts';
import type { CheckSubject } from './check-subject.ts';

const undecided = (reason: string): CheckResult => ({ check: 'command', verdict: 'unverified', quality: null, reason });
const plain = (text: string) => text;

/**
 * A program that reads the output as JSON on stdin: exit code 0 verifies it, any other rejects it, and what it prints may grade it. One
 * that cannot be run, or has to be stopped, has said nothing.
 */
export async function checkCommand(
  host: CommandHost & { limits: AgentLimits },
  check: CommandCheck,
  subject: CheckSubject & { signal: AbortSignal },
): Promise<CheckResult> {
  if (!host.allowed) return undecided('commands are switched off here');
  const log = createLineLog({ log() {} }, 'stderr', { limits: host.limits, redact: plain });
  const { task, runId, idempotencyKey } = subject;
  const end = await launchCommand(host, {
    argv: check.argv,
    cwd: check.cwd,
    env: callVariables({ taskId: task.id, runId, attempt: task.attempt, idempotencyKey }),
    stdin: `${subject.outputText}\n`,
    timeoutMs: check.timeout_seconds * 1_000,
    idleMs: null,
    signal: subject.signal,
    onStderr: (text) => log.push(text),
  });
  log.end();
  if (end.kind === 'not_started') return undecided(`the check command ${check.argv[0] ?? ''} cannot be started`);
  if (end.kind === 'stopped') return undecided(`the check command was stopped: ${end.reason}`);
  if (end.exitCode === null) return undecided(`the check command was ended by ${end.signal}`);
  return gradeCommand(end.exitCode, { stdout: end.stdout.toString('utf8'), stderr: log.tail().join('\n') });
}
