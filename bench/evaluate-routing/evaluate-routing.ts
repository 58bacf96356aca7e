import fs from 'node:fs';
import { z } from 'zod';
import { DEFAULT_LIMITS } from '../../src/server/core/routing/choose-agent.ts';
import { prepareLearned } from './learned-policy.ts';
import type { PreparePolicy } from './policy.ts';
import { InputError } from './read-csv.ts';
import { readInputs } from './read-inputs.ts';
import { EVALUATE_USAGE, type EvaluateOptions, readOptions } from './read-options.ts';
import { REFERENCE_POLICIES } from './reference-policies.ts';
import { openArena, replayAll } from './replay.ts';
import { printReport, type RoutingReport, toReport } from './report.ts';
import type { World } from './world.ts';

const POLICIES: Readonly<Record<string, PreparePolicy>> = {
  learned: prepareLearned(),
  'learned-greedy': prepareLearned({ ...DEFAULT_LIMITS, curiosity: 0, floorShare: 0 }),
  ...REFERENCE_POLICIES,
};

/** A command line that is not understood. */
class UsageError extends Error {}

/** The offline evaluation of routing: npm run eval:routing. @returns the exit code */
export function evaluateRouting(args: string[]): number {
  if (args.includes('--help')) {
    process.stdout.write(EVALUATE_USAGE);
    return 0;
  }
  try {
    const options = understand(args);
    const policy = findPolicy(options.policy);
    const report = evaluate(readInputs({ ...options, warmTasks: options['warm-tasks'] }), options, policy);
    if (options.json !== undefined) writeWhole(options.json, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(printReport(report));
    return 0;
  } catch (error) {
    if (!(error instanceof InputError || error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n${error instanceof UsageError ? EVALUATE_USAGE : ''}`);
    return 1;
  }
}

/** Replays the policy and all references over all seeds. */
export function evaluate(
  world: World,
  options: Pick<EvaluateOptions, 'seeds' | 'policy' | 'capabilities'>,
  policy: PreparePolicy,
): RoutingReport {
  const arena = openArena(world, options.capabilities);
  const { seeds, capabilities } = options;
  return toReport({
    setup: { n: world.tasks.length, seeds, policy: options.policy, capabilities },
    agents: world.agents,
    main: replayAll(arena, policy, seeds),
    references: Object.fromEntries(Object.entries(REFERENCE_POLICIES).map(([name, prepare]) => [name, replayAll(arena, prepare, seeds)])),
  });
}

function understand(args: string[]): EvaluateOptions {
  try {
    return readOptions(args);
  } catch (error) {
    if (error instanceof z.ZodError) throw new UsageError(error.issues.map(({ message }) => message).join('\n'));
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

function findPolicy(name: string): PreparePolicy {
  const policy = Object.hasOwn(POLICIES, name) ? POLICIES[name] : undefined;
  if (policy === undefined) throw new UsageError(`unknown policy "${name}"; there are ${Object.keys(POLICIES).join(', ')}`);
  return policy;
}

/** All or nothing: a reader never finds half a file. */
function writeWhole(file: string, content: string): void {
  const draft = `${file}.${process.pid}.part`;
  try {
    fs.writeFileSync(draft, content);
    fs.renameSync(draft, file);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw new InputError(
      { file },
      `cannot be written (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown cause'})`,
    );
  }
}
