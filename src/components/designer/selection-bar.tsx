'use client';
import { ChevronsDownUp, Copy, Group as GroupIcon, LayoutGrid, type LucideIcon, Pencil, Play, Plus, Trash2, Ungroup } from 'lucide-react';
import type { Group } from '../graph/areas.ts';
import { Button } from '../ui/button.tsx';
import { useDesigner } from './designer-context.tsx';
import type { Creation } from './task-creator.tsx';
import type { TrialPart } from './use-trial.ts';

interface SelectionBarProps {
  /** The selected tasks; at least one. */
  tasks: readonly string[];
  /** The folded group whose card is all that is selected. */
  group: Group | undefined;
  onCreate(creation: Creation): void;
  onTry?: (part: TrialPart, id: string) => void;
}

function Act({ icon: Icon, label, keys, onClick }: { icon: LucideIcon; label: string; keys: string; onClick(): void }) {
  return (
    <Button variant="ghost" size="icon" aria-label={label} title={`${label} (${keys})`} onClick={onClick}>
      <Icon aria-hidden />
    </Button>
  );
}

function TaskActs({ id, onCreate, onTry }: { id: string } & Pick<SelectionBarProps, 'onCreate' | 'onTry'>) {
  const { canvas } = useDesigner();
  return (
    <>
      <Act icon={Plus} label="Add a task behind it" keys="a" onClick={() => onCreate({ after: id })} />
      <Act icon={Pencil} label="Rename" keys="F2" onClick={() => canvas.current?.rename(id)} />
      {onTry && <Act icon={Play} label="Run it alone" keys="r o" onClick={() => onTry('only', id)} />}
    </>
  );
}

/** At the foot of the canvas, where it hides no neighbour: what is done most to what is selected. Every act has a key, too. */
export function SelectionBar({ tasks, group, onCreate, onTry }: SelectionBarProps) {
  const { acts } = useDesigner();
  const [only, other] = tasks;
  const words = group?.name ?? (other === undefined ? (only ?? '') : `${tasks.length} tasks`);
  return (
    <div
      role="toolbar"
      aria-label="Selection"
      className="absolute bottom-3 left-1/2 z-10 flex max-w-[60%] -translate-x-1/2 items-center gap-0.5 rounded-control border bg-panel p-0.5 shadow-pop"
    >
      <span className="truncate px-2 text-ink-2 text-small">{words}</span>
      {only !== undefined && other === undefined && <TaskActs id={only} onCreate={onCreate} {...(onTry && { onTry })} />}
      {group && <Act icon={ChevronsDownUp} label="Unfold" keys="z" onClick={() => acts.fold(group, false)} />}
      {group && <Act icon={Ungroup} label="Take the group away" keys="Ctrl Shift G" onClick={() => acts.ungroup([group.name])} />}
      {!group && <Act icon={GroupIcon} label="Make it a group" keys="Ctrl g" onClick={acts.group} />}
      <Act icon={LayoutGrid} label="Lay it out" keys="y" onClick={acts.tidy} />
      <Act icon={Copy} label="Duplicate" keys="Ctrl d" onClick={acts.duplicate} />
      <Act icon={Trash2} label="Remove" keys="Del" onClick={() => acts.remove(tasks)} />
    </div>
  );
}
