import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createMark } from './call-mark.ts';
import type { AgentLimits } from './limits.ts';
import { MARK_VARIABLE } from './process-table.ts';
import { type ProcessEnd, runProcess } from './run-process.ts';

/** Where commands run and what they inherit. */
export interface CommandHost {
  allowed: boolean;
  /** Where commands run unless their configuration says otherwise. */
  installationDir: string;
  /** What commands inherit: PATH, LANG, TZ. */
  environment: Record<string, string>;
}

export interface CommandLaunch {
  argv: readonly string[];
  /** Relative to the installation. */
  cwd: string | undefined;
  /** Added to the clean environment. */
  env: Record<string, string>;
  stdin: string;
  timeoutMs: number;
  /** Silence that ends it, ms; null: none does. */
  idleMs: number | null;
  signal: AbortSignal;
  onStderr(text: string): void;
}

/**
 * Runs a command without a shell, in a clean environment, with a scratch directory as HOME and TMPDIR that goes when it ends. Settles when
 * none of its processes is left. They run as the user of the worker process.
 */
export async function launchCommand(host: CommandHost & { limits: AgentLimits }, launch: CommandLaunch): Promise<ProcessEnd> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'hive-'));
  try {
    const mark = await createMark();
    const { argv, stdin, timeoutMs, idleMs, signal, onStderr } = launch;
    return await runProcess({
      argv,
      cwd: path.resolve(host.installationDir, launch.cwd ?? '.'),
      env: { ...host.environment, HOME: scratch, TMPDIR: scratch, ...launch.env, [MARK_VARIABLE]: mark },
      mark,
      stdin,
      timeoutMs,
      idleMs,
      signal,
      maxStdoutBytes: host.limits.outputBytes,
      killGraceMs: host.limits.killGraceMs,
      onStderr,
    });
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 2 });
  }
}
