import type { ReactNode } from 'react';
import { cn } from './class-names.ts';
import { Table, Th } from './table.tsx';

interface Head {
  title: string;
  /** Stands to the right, over figures. */
  numeric?: boolean;
  /** What the column means, for who points at it. */
  note?: string;
  /** A second line of the head. */
  below?: string;
  /** Named for screen readers only. */
  unseen?: boolean;
  /** Needed where titles may be equal. */
  key?: string;
  className?: string;
}

interface RecordTableProps {
  /** Their names, or more than the name. */
  columns: readonly (string | Head)[];
  /** A last column for what can be done with a record. */
  acts?: boolean;
  /** The first column begins where the title of a panel does. */
  inset?: boolean;
  caption?: string;
  className?: string;
  /** One `<tr>` per record. */
  children: ReactNode;
}

const ACTS: Head = { title: 'Acts', unseen: true };

/** A list of records under the names of its columns. */
export function RecordTable({ columns, acts = false, inset = false, caption, className, children }: RecordTableProps) {
  const heads = (acts ? [...columns, ACTS] : columns).map((column): Head => (typeof column === 'string' ? { title: column } : column));
  return (
    <Table className={cn(inset && '[&_tr>*:first-child]:pl-4', className)}>
      {caption !== undefined && <caption className="sr-only">{caption}</caption>}
      <thead>
        <tr>
          {heads.map(({ title, key = title, numeric, note, below, unseen, className: own }) => (
            <Th key={key} title={note} className={cn(numeric && 'text-right', own)}>
              {unseen ? <span className="sr-only">{title}</span> : title}
              {below !== undefined && <span className="block font-normal text-micro leading-3">{below}</span>}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </Table>
  );
}
