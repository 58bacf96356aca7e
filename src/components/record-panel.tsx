'use client';
import { type LucideIcon, Plus } from 'lucide-react';
import { type ComponentProps, type ComponentType, type ReactNode, useState } from 'react';
import { Loaded } from './loaded.tsx';
import { Button } from './ui/button.tsx';
import { EmptyState } from './ui/empty-state.tsx';
import { Panel } from './ui/panel.tsx';
import { RecordTable } from './ui/record-table.tsx';

interface RecordPanelProps<T> extends Pick<ComponentProps<typeof Loaded<T[]>>, 'query' | 'what' | 'rows'> {
  title: string;
  columns: ComponentProps<typeof RecordTable>['columns'];
  /** What stands there before the first record. */
  empty: { icon: LucideIcon; title: string; why: ReactNode };
  /** The act that makes another record; null for whom it is not. */
  add: { verb: string; Form: ComponentType<{ onClose(): void }> } | null;
  /** The `<tr>` of a record, with its key. */
  row(record: T): ReactNode;
  /** What comes below the table: more pages, dialogs of its acts. */
  children?: ReactNode;
}

/** A panel of records that people add to and act on. */
export function RecordPanel<T>({ title, columns, empty, add, row, children, ...loaded }: RecordPanelProps<T>) {
  const [adding, setAdding] = useState(false);
  const act = add && (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      {add.verb}
    </Button>
  );
  return (
    <Panel title={title} aside={Boolean(loaded.query.data?.length) && act}>
      <Loaded
        {...loaded}
        empty={
          <EmptyState icon={empty.icon} title={empty.title} action={act}>
            {empty.why}
          </EmptyState>
        }
      >
        {(records) => (
          <RecordTable columns={columns} acts inset>
            {records.map(row)}
          </RecordTable>
        )}
      </Loaded>
      {children}
      {add && adding && <add.Form onClose={() => setAdding(false)} />}
    </Panel>
  );
}
