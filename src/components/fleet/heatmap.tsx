'use client';
import { type KeyboardEvent, type MouseEvent, memo, useId, useState } from 'react';
import type { UtilisationCell, UtilisationView } from '@/server/core/fleet/utilisation.ts';
import { cn } from '../ui/class-names.ts';
import { formatShare } from '../ui/format-share.ts';
import { cellColour, cellWords, formatBucket, nextCell } from './heatmap-scale.ts';

/** A tick stands at every tenth bucket. */
const TICK_EVERY = 10;

/** One row of the map, a view of an agent or of all the others together. */
interface HeatRow {
  id: string | null;
  name: string;
  cells: (UtilisationCell | null)[];
  mean: number | null;
  /** Slots taken now and all slots; null where it is not followed. */
  held: { now: number; slots: number } | null;
}

interface RowProps {
  row: HeatRow;
  index: number;
  gridId: string;
  from: number;
  bucketMs: number;
  /** The column the keyboard is at, or null. */
  active: number | null;
  /** The column whose attempts are open, or null. */
  open: number | null;
}

const Row = memo(function Row({ row, index, gridId, from, bucketMs, active, open }: RowProps) {
  return (
    <tr className="h-6 [contain-intrinsic-size:auto_24px] [content-visibility:auto]">
      <th scope="row" className="truncate pr-3 text-left font-normal text-ink text-small" title={row.name}>
        {row.name}
      </th>
      {row.cells.map((cell, column) => {
        const at = from + column * bucketMs;
        const words = cellWords(cell, at, bucketMs);
        return (
          <td
            key={at}
            id={`${gridId}-${index}-${column}`}
            aria-label={words}
            title={words}
            data-cell={`${index}.${column}`}
            className={cn(
              'rounded-[2px] p-0',
              active === column && 'outline outline-2 outline-accent',
              open === column && 'ring-2 ring-ink',
            )}
            style={cell === null ? undefined : { backgroundColor: cellColour(cell.share) }}
          />
        );
      })}
      <td className="pl-3 text-right text-ink-2 text-small">{formatShare(row.mean)}</td>
      <td className="pl-3 text-right text-ink-2 text-small">{row.held === null ? '–' : `${row.held.now}/${row.held.slots}`}</td>
    </tr>
  );
});

function Axis({ from, bucketMs, buckets }: { from: number; bucketMs: number; buckets: number }) {
  const ticks = Array.from({ length: Math.ceil(buckets / TICK_EVERY) }, (_, tick) => tick * TICK_EVERY);
  return (
    <thead className="text-left text-ink-3 text-micro">
      <tr className="h-6">
        <th scope="col" className="w-44 font-normal">
          Agent
        </th>
        {ticks.map((tick) => (
          <th key={tick} scope="colgroup" colSpan={Math.min(TICK_EVERY, buckets - tick)} className="border-line border-l pl-1 font-normal">
            {formatBucket(from + tick * bucketMs, bucketMs)}
          </th>
        ))}
        <th scope="col" className="w-16 text-right font-normal" title="Mean of the window">
          Mean
        </th>
        <th scope="col" className="w-16 text-right font-normal" title="Slots taken now">
          Now
        </th>
      </tr>
    </thead>
  );
}

function Legend() {
  return (
    <div className="mt-3 flex items-center gap-2 text-ink-3 text-small">
      <span>idle</span>
      {[0, 0.1, 0.3, 0.5, 0.7, 1].map((share) => (
        <span key={share} className="h-3 w-5 rounded-[2px]" style={{ backgroundColor: cellColour(share) }} />
      ))}
      <span>every slot busy</span>
      <span className="ml-3">blank: not measured</span>
    </div>
  );
}

interface HeatmapProps {
  view: UtilisationView;
  /** Slots taken now, live, by agent. */
  heldNow: ReadonlyMap<string, number>;
  open: { agentId: string; at: number } | null;
  onOpen(cell: { agentId: string; at: number } | null): void;
}

/** Agents against time. One stop for Tab; arrows move between cells, Enter opens the attempts behind one. */
export function Heatmap({ view, heldNow, open, onOpen }: HeatmapProps) {
  const gridId = useId();
  const [active, setActive] = useState<{ row: number; column: number } | null>(null);
  const from = view.from.getTime();
  const rows: HeatRow[] = view.rows.map(({ agentId, name, slots, cells, mean }) => ({
    ...{ id: agentId, name, cells, mean },
    held: { now: heldNow.get(agentId) ?? 0, slots },
  }));
  if (view.rest)
    rows.push({
      id: null,
      name: view.rest.agents === 1 ? '1 more agent' : `${view.rest.agents} more agents`,
      cells: view.rest.cells,
      mean: view.rest.mean,
      held: null,
    });
  const columns = rows[0]?.cells.length ?? 0;
  const openAt = (row: number, column: number) => {
    const id = rows[row]?.id;
    if (id && rows[row]?.cells[column]) onOpen({ agentId: id, at: from + column * view.bucketMs });
  };
  const onKey = (event: KeyboardEvent) => {
    const at = active ?? { row: 0, column: columns - 1 };
    if (event.key === 'Enter' || event.key === ' ') openAt(at.row, at.column);
    else {
      const next = nextCell(event.key, at, { rows: rows.length, columns });
      if (next === null) return;
      setActive(next);
      document.getElementById(`${gridId}-${next.row}-${next.column}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    event.preventDefault();
  };
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const place = (event.target as HTMLElement).closest<HTMLElement>('[data-cell]')?.dataset.cell;
    const [row, column] = (place ?? '').split('.').map(Number);
    if (place === undefined || row === undefined || column === undefined) return;
    setActive({ row, column });
    openAt(row, column);
  };
  return (
    <div className="px-4 py-3">
      <div className="overflow-x-auto p-0.5">
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows and columns of a table, moved through like a grid
          role="grid"
          aria-label="Busy share of every agent over time"
          aria-readonly
          tabIndex={0}
          aria-activedescendant={active ? `${gridId}-${active.row}-${active.column}` : undefined}
          onFocus={() => setActive((now) => now ?? { row: 0, column: columns - 1 })}
          onKeyDown={onKey}
          onClick={onClick}
          className="w-full min-w-[760px] table-fixed border-separate border-spacing-px rounded-control"
        >
          <Axis from={from} bucketMs={view.bucketMs} buckets={columns} />
          <tbody>
            {rows.map((row, index) => (
              <Row
                key={row.id ?? 'rest'}
                {...{ row, index, gridId, from }}
                bucketMs={view.bucketMs}
                active={active?.row === index ? active.column : null}
                open={open !== null && open.agentId === row.id ? Math.round((open.at - from) / view.bucketMs) : null}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Legend />
    </div>
  );
}
