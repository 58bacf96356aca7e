import { NotFoundError } from '../core/errors.ts';
import { compareRuns, type RunComparison } from '../core/run/compare-runs.ts';
import { type DefinitionDiff, diffDefinitions } from '../core/workflow/diff-definitions.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';
import { type ComparedRun, readComparedRun } from '../db/compare-runs.ts';
import type { Deps } from '../deps.ts';

export type ComparedHead = Omit<ComparedRun, 'tasks' | 'definition'>;

export interface ComparisonView extends RunComparison {
  left: ComparedHead;
  right: ComparedHead;
  /** From the left graph to the right one. */
  diff: DefinitionDiff;
}

async function load(deps: Pick<Deps, 'db'>, id: string): Promise<ComparedRun> {
  const run = await readComparedRun(deps.db.pool, id);
  if (run === null) throw new NotFoundError(`no run ${id}`);
  return run;
}

const headOf = ({ tasks: _tasks, definition: _definition, ...head }: ComparedRun): ComparedHead => head;

/** Two runs side by side: what their graphs, their tasks and their outputs have differently. @throws NotFoundError */
export async function compareStoredRuns(deps: Pick<Deps, 'db'>, of: { left: string; right: string }): Promise<ComparisonView> {
  const [left, right] = await Promise.all([load(deps, of.left), load(deps, of.right)]);
  const [before, after] = [validateDefinition(left.definition), validateDefinition(right.definition)];
  const comparison = compareRuns({ definition: before, tasks: left.tasks }, { definition: after, tasks: right.tasks });
  return { ...comparison, left: headOf(left), right: headOf(right), diff: diffDefinitions(before, after) };
}
