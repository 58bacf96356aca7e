'use client';
import dynamic from 'next/dynamic';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { PageHeader } from '../ui/page-header.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { DecisionList } from './decision-list.tsx';

// What is behind a tab or a line of the list comes when it is opened.
const loading = () => <SkeletonRows rows={8} label="Loading" />;
const AccuracyView = dynamic(() => import('./accuracy-view.tsx').then((module) => module.AccuracyView), { ssr: false, loading });
const DecisionDetail = dynamic(() => import('./decision-detail.tsx').then((module) => module.DecisionDetail), { ssr: false, loading });
const ModelList = dynamic(() => import('./model-list.tsx').then((module) => module.ModelList), { ssr: false, loading });
const StrategyComparison = dynamic(() => import('./strategy-comparison.tsx').then((module) => module.StrategyComparison), {
  ssr: false,
  loading,
});
const WhatIfView = dynamic(() => import('./what-if-view.tsx').then((module) => module.WhatIfView), { ssr: false, loading });

const TABS = [
  { value: 'decisions', label: 'Decisions' },
  { value: 'strategies', label: 'Strategies' },
  { value: 'accuracy', label: 'Accuracy' },
  { value: 'what-if', label: 'What if' },
  { value: 'models', label: 'Models' },
] as const;

const parsers = {
  tab: parseAsStringLiteral(TABS.map(({ value }) => value)).withDefault('decisions'),
  decision: parseAsString,
};

/** Why tasks go where they go, how well that is predicted, and what other weights would do. */
export function RoutingPage() {
  const [{ tab, decision }, setPlace] = useQueryStates(parsers, { history: 'push' });
  return (
    // One block, so that a long tab does not press the header together.
    <div>
      <PageHeader title="Routing">Who gets which task, why, and how well that turns out.</PageHeader>
      <Tabs
        label="Routing"
        value={tab}
        onChange={(next) => void setPlace({ tab: next, decision: null })}
        tabs={TABS}
        className="[&>div:first-child]:px-6"
      >
        {tab === 'decisions' && decision === null && <DecisionList />}
        {tab === 'decisions' && decision !== null && <DecisionDetail id={decision} onBack={() => void setPlace({ decision: null })} />}
        {tab === 'strategies' && <StrategyComparison />}
        {tab === 'accuracy' && <AccuracyView />}
        {tab === 'what-if' && <WhatIfView />}
        {tab === 'models' && <ModelList />}
      </Tabs>
    </div>
  );
}
