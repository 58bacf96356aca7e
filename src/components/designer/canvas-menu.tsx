'use client';
import { Menu as Base } from '@base-ui/react/menu';
import type { Group } from '../graph/areas.ts';
import type { CanvasEdge, Point } from '../graph/canvas-graph.ts';
import { cn } from '../ui/class-names.ts';
import { Kbd } from '../ui/kbd.tsx';
import { MenuItem, MenuSeparator } from '../ui/menu.tsx';
import { popupClass } from '../ui/popup.ts';
import { useDesigner } from './designer-context.tsx';
import type { Creation } from './task-creator.tsx';
import { copySelection } from './use-designer-keys.ts';
import type { TrialPart } from './use-trial.ts';

export interface MenuPlace {
  /** Pixels of the window. */
  at: Point;
  node?: string;
  /** A folded one. */
  group?: Group;
  edge?: CanvasEdge;
}

interface CanvasMenuProps {
  place: MenuPlace;
  onCreate(creation: Creation): void;
  onOpen(id: string): void;
  onTry?: (part: TrialPart, id: string) => void;
  onNote(): void;
  onClose(): void;
}

function Item({ label, keys, onClick }: { label: string; keys?: string; onClick(): void }) {
  return (
    <MenuItem onClick={onClick}>
      {label}
      {keys && (
        <span className="ml-auto flex gap-1 pl-6">
          {keys.split(' ').map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </span>
      )}
    </MenuItem>
  );
}

function NodeItems({ id, onCreate, onOpen, onTry }: { id: string } & Pick<CanvasMenuProps, 'onCreate' | 'onOpen' | 'onTry'>) {
  const { acts, canvas } = useDesigner();
  return (
    <>
      <Item label="Open" keys="e" onClick={() => onOpen(id)} />
      <Item label="Rename" keys="F2" onClick={() => canvas.current?.rename(id)} />
      <Item label="Add a task behind it" keys="a" onClick={() => onCreate({ after: id })} />
      {onTry && (
        <>
          <MenuSeparator />
          <Item label="Run this task" keys="r o" onClick={() => onTry('only', id)} />
          <Item label="Run to here" keys="r u" onClick={() => onTry('until', id)} />
          <Item label="Run from here" keys="r f" onClick={() => onTry('from', id)} />
        </>
      )}
      <MenuSeparator />
      <Item label="Copy as text" keys="Ctrl c" onClick={() => copySelection(acts)} />
      <Item label="Duplicate" keys="Ctrl d" onClick={acts.duplicate} />
      <Item label="Group" keys="Ctrl g" onClick={acts.group} />
      <Item label="Lay out" keys="y" onClick={acts.tidy} />
      <MenuSeparator />
      <Item label="Remove" keys="Del" onClick={() => acts.remove([id])} />
    </>
  );
}

function EdgeItems({ edge }: { edge: CanvasEdge }) {
  const { acts } = useDesigner();
  const set = (terms: Partial<CanvasEdge>) => acts.connect({ ...edge, ...terms });
  return (
    <>
      <Item label="Insert a task" onClick={() => acts.add({ kind: 'agent', on: edge })} />
      <MenuSeparator />
      {(['completed', 'failed', 'always'] as const)
        .filter((when) => when !== edge.when)
        .map((when) => (
          <Item
            key={when}
            label={when === 'always' ? 'Follow however it ends' : `Follow when it is ${when}`}
            onClick={() => set({ when })}
          />
        ))}
      <Item label={edge.soft ? 'Wait for it in any case' : 'Wait for it only where it runs'} onClick={() => set({ soft: !edge.soft })} />
      <MenuSeparator />
      <Item label="Remove" keys="Del" onClick={() => acts.remove([], [edge])} />
    </>
  );
}

function GroupItems({ group }: { group: Group }) {
  const { acts } = useDesigner();
  return (
    <>
      <Item label="Unfold" keys="z" onClick={() => acts.fold(group, false)} />
      <Item label="Copy as text" keys="Ctrl c" onClick={() => copySelection(acts)} />
      <Item label="Duplicate" keys="Ctrl d" onClick={acts.duplicate} />
      <MenuSeparator />
      <Item label="Ungroup" keys="Ctrl Shift G" onClick={() => acts.ungroup([group.name])} />
      <Item label="Remove its tasks" keys="Del" onClick={() => acts.remove(group.members)} />
    </>
  );
}

function GroundItems({ onCreate, onNote }: Pick<CanvasMenuProps, 'onCreate' | 'onNote'>) {
  const { acts, canvas } = useDesigner();
  return (
    <>
      <Item label="Add a task" keys="a" onClick={() => onCreate({})} />
      <Item label="Add a note" keys="n" onClick={onNote} />
      <Item label="Lay out" keys="y" onClick={acts.tidy} />
      <Item label="Show the whole graph" onClick={() => canvas.current?.fit()} />
    </>
  );
}

/** What can be done with what is under the pointer. */
export function CanvasMenu({ place: { at, node, group, edge }, onCreate, onOpen, onTry, onNote, onClose }: CanvasMenuProps) {
  const anchor = { getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) };
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal container={document.getElementById('page')}>
        <Base.Positioner anchor={anchor} side="bottom" align="start" sideOffset={2} className="z-50 outline-none">
          <Base.Popup
            className={cn(popupClass, 'min-w-52')}
            aria-label={node ?? group?.name ?? (edge ? `${edge.from} to ${edge.to}` : 'Canvas')}
          >
            {node !== undefined && <NodeItems id={node} onCreate={onCreate} onOpen={onOpen} {...(onTry && { onTry })} />}
            {group && <GroupItems group={group} />}
            {edge && <EdgeItems edge={edge} />}
            {node === undefined && !group && !edge && <GroundItems onCreate={onCreate} onNote={onNote} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
