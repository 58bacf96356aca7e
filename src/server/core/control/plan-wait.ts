import type { z } from 'zod';
import { cut } from '../contract/verdict.ts';
import type { JsonValue } from '../json.ts';
import type { ControlWait } from '../task/state.ts';
import {
  type ApprovalSettings,
  approvalSchema,
  type SubWorkflowSettings,
  subWorkflowSchema,
  timerSchema,
  type WaitSettings,
  waitSchema,
} from '../workflow/control-task.ts';
import type { ControlKind } from '../workflow/task-kind.ts';

// What a control task begins to wait for when its turn has come. Its references are filled in by now, so its settings are held against
// their schema once more: what a reference gave may not be a time, a text, a default of its field.

/** When it is over by itself: a moment (epoch ms), or so long after it began, on the clock of the database. */
export type Due = { atMs: number } | { inMs: number };

export type PlannedWait = {
  reason: ControlWait;
  /** For people; one line. */
  detail: string;
  due: Due | null;
} & (
  | { kind: 'timer' }
  | { kind: 'approval'; question: ApprovalSettings }
  | { kind: 'wait'; event: string; key: string | null }
  | { kind: 'sub_workflow'; settings: SubWorkflowSettings }
);

const SECOND_MS = 1_000;
const MAX_DETAIL = 300;

const inSeconds = (seconds: number | undefined): Due | null => (seconds === undefined ? null : { inMs: seconds * SECOND_MS });

/** Plans the wait of a control task, or says what is wrong with the settings as they were filled in. */
export function planWait(kind: ControlKind, settings: JsonValue): PlannedWait | { fault: string } {
  if (kind === 'timer') return read(timerSchema, settings, planTimer);
  if (kind === 'approval') return read(approvalSchema, settings, planApproval);
  if (kind === 'wait') return read(waitSchema, settings, planEvent);
  return read(subWorkflowSchema, settings, planSubWorkflow);
}

function read<T extends z.ZodType>(
  schema: T,
  settings: JsonValue,
  plan: (value: z.output<T>) => PlannedWait | { fault: string },
): PlannedWait | { fault: string } {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return plan(parsed.data);
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  return { fault: `${path === '' ? '' : `${path}: `}${issue?.message ?? 'is not valid'}` };
}

function planTimer(timer: z.output<typeof timerSchema>): PlannedWait | { fault: string } {
  if ('seconds' in timer) return { kind: 'timer', reason: 'timer', detail: `for ${timer.seconds} s`, due: inSeconds(timer.seconds) };
  const atMs = Date.parse(timer.until);
  if (Number.isNaN(atMs)) return { fault: `until: "${cut(timer.until, 100)}" is no time` };
  return { kind: 'timer', reason: 'timer', detail: `until ${new Date(atMs).toISOString()}`, due: { atMs } };
}

function planApproval(question: ApprovalSettings): PlannedWait {
  const title = cut(question.title, MAX_DETAIL).replaceAll('\n', ' ');
  return { kind: 'approval', reason: 'approval', detail: title, due: inSeconds(question.deadline_seconds), question };
}

function planEvent({ event, key, deadline_seconds: seconds }: WaitSettings): PlannedWait {
  const detail = key === undefined ? event : `${event}, key ${cut(key, 100).replaceAll('\n', ' ')}`;
  return { kind: 'wait', reason: 'event', detail, due: inSeconds(seconds), event, key: key ?? null };
}

function planSubWorkflow(settings: SubWorkflowSettings): PlannedWait {
  const { workflow_id: name, version } = settings;
  return {
    kind: 'sub_workflow',
    reason: 'sub_workflow',
    detail: version === undefined ? name : `${name}, version ${version}`,
    due: null,
    settings,
  };
}
