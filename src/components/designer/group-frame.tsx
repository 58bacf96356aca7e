'use client';
import { ChevronDown, Palette, Ungroup } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { AREA_LOOKS, nextColour } from '../graph/area-look.ts';
import type { Frame } from '../graph/areas.ts';
import type { Point } from '../graph/canvas-graph.ts';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { Input } from '../ui/input.tsx';
import { useDesigner } from './designer-context.tsx';
import { stepOf, takeKey } from './ground-keys.ts';
import { useGroundDrag } from './use-ground-drag.ts';

function GroupName({ name, onDone }: { name: string; onDone(name: string | null): void }) {
  return (
    <Input
      autoFocus
      aria-label={`Name of ${name}`}
      defaultValue={name}
      maxLength={100}
      className="h-6 w-40 text-small"
      onFocus={(event) => event.target.select()}
      onBlur={(event) => onDone(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') takeKey(event, () => event.currentTarget.blur());
        else if (event.key === 'Escape') takeKey(event, () => onDone(null));
      }}
    />
  );
}

/** Lies around the tasks of a group; its head folds, renames, colours and moves it. */
export function GroupFrame({ frame: { group, members, rect } }: { frame: Frame }) {
  const { acts, canvas, store, readOnly } = useDesigner();
  const [naming, setNaming] = useState(false);
  const moveBy = ({ x, y }: Point) =>
    acts.moveCards(
      members.map((member) => ({ id: member.id, x: member.x + x, y: member.y + y })),
      [],
    );
  const drag = useGroundDrag(() => canvas.current?.zoom() ?? 1, moveBy);
  const select = () => store.select({ nodes: group.members, edges: [] });
  const onKey = (event: KeyboardEvent) => {
    const step = stepOf(event);
    if (event.ctrlKey || event.metaKey) return;
    if (step) takeKey(event, () => moveBy(step));
    else if (event.key === 'F2') takeKey(event, () => setNaming(true));
    else if (event.key === 'Delete') takeKey(event, () => acts.ungroup([group.name]));
  };
  const [x0, y0, x1, y1] = rect;
  return (
    <section
      aria-label={`Group ${group.name}`}
      className={cn('pointer-events-none absolute -z-20 rounded-panel border border-dashed', AREA_LOOKS[group.colour].frame)}
      style={{ left: x0 + drag.by.x, top: y0 + drag.by.y, width: x1 - x0, height: y1 - y0 }}
    >
      <div data-graph-control className="nopan pointer-events-auto absolute bottom-full left-0 flex items-center gap-0.5">
        {!readOnly && (
          <Button variant="ghost" size="icon" aria-label={`Fold ${group.name}`} title="Fold (z)" onClick={() => acts.fold(group, true)}>
            <ChevronDown aria-hidden />
          </Button>
        )}
        {naming ? (
          <GroupName
            name={group.name}
            onDone={(next) => {
              setNaming(false);
              if (next !== null) acts.renameGroup(group.name, next);
            }}
          />
        ) : (
          <button
            type="button"
            className="cursor-grab rounded-control px-1 font-medium text-ink text-small hover:bg-hover active:cursor-grabbing"
            title={readOnly ? undefined : 'Selects its tasks; a double click or F2 renames, arrows move, Del ungroups'}
            onClick={select}
            {...(!readOnly && { ...drag.handlers, onKeyDown: onKey, onDoubleClick: () => setNaming(true) })}
          >
            {group.name}
          </button>
        )}
        {!readOnly && (
          <>
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Colour of ${group.name}: ${AREA_LOOKS[group.colour].word}`}
              onClick={() => acts.colourGroup(group, nextColour(group.colour))}
            >
              <Palette aria-hidden />
            </Button>
            <Button variant="ghost" size="icon" aria-label={`Ungroup ${group.name}`} onClick={() => acts.ungroup([group.name])}>
              <Ungroup aria-hidden />
            </Button>
          </>
        )}
      </div>
    </section>
  );
}
