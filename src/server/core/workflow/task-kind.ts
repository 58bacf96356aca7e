// What a task is. Most are calls of an agent. A map or a loop repeats one: each of its calls is a task of its own. A control task needs no
// agent: it is taken out of the queue and ends by what happens, or, a branch, by what it finds.

export const CONTROL_KINDS = ['approval', 'timer', 'wait', 'sub_workflow', 'branch'] as const;
export type ControlKind = (typeof CONTROL_KINDS)[number];
export const GROWING_KINDS = ['map', 'loop'] as const;
export type GrowingKind = (typeof GROWING_KINDS)[number];
export type SpecialKind = GrowingKind | ControlKind;
export type TaskKind = 'agent' | SpecialKind;
export const TASK_KINDS = ['agent', ...GROWING_KINDS, ...CONTROL_KINDS] as const satisfies readonly TaskKind[];
const SPECIAL_KINDS = [...GROWING_KINDS, ...CONTROL_KINDS] as const;

/** Which kinds a task names; more than one is a fault. */
export function kindsNamed(task: { readonly [K in SpecialKind]?: unknown }): SpecialKind[] {
  return SPECIAL_KINDS.filter((kind) => task[kind] !== undefined);
}

export function kindOf(task: { readonly [K in SpecialKind]?: unknown }): TaskKind {
  return kindsNamed(task)[0] ?? 'agent';
}

export function isControlKind(kind: TaskKind): kind is ControlKind {
  return (CONTROL_KINDS as readonly TaskKind[]).includes(kind);
}
