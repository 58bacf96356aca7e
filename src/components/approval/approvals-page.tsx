'use client';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { PageHeader } from '../ui/page-header.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { DecidedList } from './decided-list.tsx';
import { OpenInbox } from './open-inbox.tsx';

const TABS = ['open', 'decided'] as const;
const LABELS = { open: 'Waiting', decided: 'Decided' } as const;

/** The one inbox for people: what waits for them, and what they said. */
export function ApprovalsPage() {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('open'));
  return (
    <>
      <PageHeader title="Approvals">What tasks ask of people. Of two answers to the same question one counts.</PageHeader>
      <Tabs
        label="Approvals"
        value={tab}
        onChange={(next) => void setTab(next)}
        tabs={TABS.map((value) => ({ value, label: LABELS[value] }))}
        className="flex-1 [&>div:first-child]:px-4"
        panelClassName="overflow-y-auto px-6"
      >
        {tab === 'open' ? <OpenInbox /> : <DecidedList />}
      </Tabs>
    </>
  );
}
