import type { TaskDefinition } from './definition.ts';
import { CONTROL_KINDS, type ControlKind } from './task-kind.ts';

/** What a control task does, as it was written, references unresolved; null for a call of an agent. */
export function controlOf(task: TaskDefinition): { kind: ControlKind; settings: NonNullable<TaskDefinition[ControlKind]> } | null {
  const kind = CONTROL_KINDS.find((name) => task[name] !== undefined);
  const settings = kind === undefined ? undefined : task[kind];
  return kind === undefined || settings === undefined ? null : { kind, settings };
}
