import { checkDraft } from '../designer/model/check-draft.ts';
import { readDraft } from '../designer/model/draft.ts';
import { setTaskField } from '../designer/model/edit-draft.ts';

const EDITS = 21;

/** A definition of tasks that wait for one another and read what others gave, as text. */
function writeDefinition(tasks: number): string {
  const reference = (task: number) => `\${tasks.t${task}.output}`;
  const rows = Array.from({ length: tasks }, (_, at) => {
    const head = `  - task_id: t${at}\n    task_type: work\n`;
    if (at === 0) return head;
    const before = [...new Set([at - 1, Math.floor(at / 2), Math.max(0, at - 7)])];
    return `${head}    dependencies: [${before.map((each) => `t${each}`).join(', ')}]\n    input: {a: "${reference(at - 1)}", b: "${reference(Math.floor(at / 3))}"}\n    condition: tasks.t${at - 1}.output.n > ${at % 13}\n`;
  });
  return `name: Measured\ntasks:\n${rows.join('')}`;
}

/** How long it takes from one edit of a draft to everything that is wrong with it, ms: the median of some. */
export function timeChecks(tasks: number): number {
  let draft = readDraft(writeDefinition(tasks));
  checkDraft(draft);
  const times = Array.from({ length: EDITS }, (_, round) => {
    const begun = performance.now();
    draft = setTaskField(draft, { index: (round * 37) % tasks, path: ['name'] }, `Round ${round}`);
    checkDraft(draft);
    return performance.now() - begun;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(EDITS / 2)] ?? Number.NaN;
}
