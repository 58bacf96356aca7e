import { resolveTemplate } from '../core/expression/references.ts';
import type { ExpressionScope, TaskView } from '../core/expression/scope.ts';
import type { JsonValue } from '../core/json.ts';
import { readArtifactJson } from '../db/artifacts.ts';
import { type ReferencedOutput, readRunScope } from '../db/read-queue.ts';
import { readReferences } from '../db/references.ts';
import type { Deps } from '../deps.ts';

/** Builds what the references of a task may read. Outputs kept as artifacts are read here. */
export async function buildScope(
  deps: Pick<Deps, 'db'>,
  run: { input: JsonValue; context: JsonValue },
  references: ReferencedOutput[],
): Promise<ExpressionScope> {
  const tasks: Record<string, TaskView> = Object.create(null) as Record<string, TaskView>;
  for (const reference of references) {
    const output = reference.artifactId === null ? reference.output : await readArtifactJson(deps.db.hot, reference.artifactId);
    tasks[reference.key] = { status: reference.status, output, error: reference.error };
  }
  return { input: run.input, context: run.context, tasks };
}

/** Input and context of a run. */
export function readScope(deps: Pick<Deps, 'db'>, runId: string): Promise<{ input: JsonValue; context: JsonValue }> {
  return readRunScope(deps.db.hot, runId);
}

/** The input of a task that is executed outside our processes, with its references filled in; or which of them leads nowhere. */
export async function resolveTaskInput(
  deps: Pick<Deps, 'db'>,
  task: { runId: string; inputText: string; refIds: string[] },
): Promise<ResolvedInput> {
  const run = await readRunScope(deps.db.hot, task.runId);
  const references = task.refIds.length === 0 ? [] : await readReferences(deps.db.hot, task.refIds);
  return resolveInputText(deps, { inputText: task.inputText, run, references });
}

export type ResolvedInput = { input: JsonValue; context: JsonValue } | { fault: string };

/** Fills in the references of an input template. */
export async function resolveInputText(
  deps: Pick<Deps, 'db'>,
  task: { inputText: string; run: { input: JsonValue; context: JsonValue }; references: ReferencedOutput[] },
): Promise<ResolvedInput> {
  const { run } = task;
  const template = JSON.parse(task.inputText) as JsonValue;
  if (!task.inputText.includes('${')) return { input: template, context: run.context };
  const resolved = resolveTemplate(template, await buildScope(deps, run, task.references));
  if ('value' in resolved) return { input: resolved.value, context: run.context };
  return { fault: `${resolved.fault.path || 'input'}: ${resolved.fault.message}` };
}
