import type { TaskDefinition } from './definition.ts';

// What a task is. Most are calls of an agent; a control task needs none: it is taken out of the queue, waits, and ends by what happens.

export const CONTROL_KINDS = ['approval', 'timer', 'wait', 'sub_workflow'] as const;
export type ControlKind = (typeof CONTROL_KINDS)[number];
export type TaskKind = 'agent' | ControlKind;

/** Which kinds a task names; more than one is a fault. */
export function kindsNamed(task: { readonly [K in ControlKind]?: unknown }): ControlKind[] {
  return CONTROL_KINDS.filter((kind) => task[kind] !== undefined);
}

export function kindOf(task: { readonly [K in ControlKind]?: unknown }): TaskKind {
  return kindsNamed(task)[0] ?? 'agent';
}

/** What a control task does, as it was written, references unresolved; null for a call of an agent. */
export function controlOf(task: TaskDefinition): { kind: ControlKind; settings: NonNullable<TaskDefinition[ControlKind]> } | null {
  const [kind] = kindsNamed(task);
  const settings = kind === undefined ? undefined : task[kind];
  return kind === undefined || settings === undefined ? null : { kind, settings };
}
