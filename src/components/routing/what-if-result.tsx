import { TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { MIN_EFFECTIVE_SAMPLES, type ValueEstimate } from '@/server/core/routing/off-policy.ts';
import { shortId } from '../short-id.ts';
import { Badge } from '../ui/badge.tsx';
import { Banner } from '../ui/banner.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { componentWord } from './component-colours.ts';
import { percent } from './figures.tsx';
import type { WhatIfAnswer } from './routing-types.ts';

function EstimateRow({ name, of, note }: { name: string; of: ValueEstimate | null; note: string }) {
  return (
    <li className="grid grid-cols-[136px_minmax(0,1fr)_190px] items-center gap-3 text-base">
      <span className="text-ink-2" title={note}>
        {name}
      </span>
      <span className="relative h-4 rounded bg-raised">
        {of && (
          <>
            <span
              className="absolute top-1 h-2 rounded-full bg-accent-line"
              style={{ left: `${of.low * 100}%`, width: `${Math.max(0.5, (of.high - of.low) * 100)}%` }}
            />
            <span className="absolute top-0 h-4 w-0.5 bg-accent" style={{ left: `${of.mean * 100}%` }} />
          </>
        )}
      </span>
      <span className="text-right text-ink-3">
        {of === null ? (
          'not enough'
        ) : (
          <>
            <span className="font-medium text-ink">{percent(of.mean)}</span> {percent(of.low)} – {percent(of.high)}
          </>
        )}
      </span>
    </li>
  );
}

function Estimates({ estimate }: { estimate: WhatIfAnswer['estimate'] }) {
  const { samples, effectiveSamples, clipped, enough, logged, importance, selfNormalised, doublyRobust } = estimate;
  return (
    <div className="flex flex-col gap-3">
      {!enough && (
        <Banner tone="info">
          Not enough to estimate: these decisions are worth {effectiveSamples.toFixed(0)} of the other policy, {MIN_EFFECTIVE_SAMPLES} are
          needed. More come as the router explores.
        </Banner>
      )}
      <ul className="flex flex-col gap-1.5" aria-label="Success, as logged and as estimated">
        <EstimateRow name="As it was" of={logged} note="Success of the decisions as they were made" />
        <EstimateRow name="Doubly robust" of={doublyRobust} note="A prediction, corrected by what was observed" />
        <EstimateRow name="Self-normalised" of={selfNormalised} note="Outcomes weighted by how much likelier the choice would be" />
        <EstimateRow name="Importance" of={importance} note="The same, unbiased and wider" />
      </ul>
      <p className="text-ink-3 text-small">
        Success with its 95 % interval. {samples} decisions with a known outcome and probability, worth {effectiveSamples.toFixed(1)} of the
        new policy; {percent(clipped)} had their weight cut.
      </p>
    </div>
  );
}

function Changes({ answer }: { answer: WhatIfAnswer }) {
  const nameOf = (id: string) => answer.agentNames[id] ?? shortId(id);
  if (answer.changes.length === 0) return null;
  return (
    <RecordTable
      columns={['Task type', 'Was given to', 'Instead', { title: 'Ahead by', numeric: true }, { title: 'Reasons', unseen: true }]}
    >
      {answer.changes.map(({ id, taskType, chosen, instead, gain }) => (
        <tr key={id}>
          <Td>{taskType}</Td>
          <Td className="max-w-40 truncate">{nameOf(chosen)}</Td>
          <Td className="max-w-40 truncate font-medium text-ink">{nameOf(instead)}</Td>
          <Td className="text-right">{gain.toFixed(3)}</Td>
          <Td className="text-right">
            <Link href={`/routing?decision=${id}`} prefetch={false} className="text-accent underline-offset-2 hover:underline">
              why
            </Link>
          </Td>
        </tr>
      ))}
    </RecordTable>
  );
}

/** What other weights would have done. */
export function WhatIfResult({ answer }: { answer: WhatIfAnswer }) {
  const missing = Object.entries(answer.missing);
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="flex items-baseline gap-2 text-base text-ink-2">
        <span className="font-semibold text-ink text-title">{answer.changed}</span> of {answer.decisions} decisions would have gone to
        another agent
        {answer.changed > answer.changes.length && <Badge>the newest {answer.changes.length} below</Badge>}
      </p>
      {missing.length > 0 && (
        <p className="flex items-start gap-2 text-small text-wait">
          <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
          <span>
            Not recorded, so the weight went to the others:{' '}
            {missing.map(([name, count]) => `${componentWord(name)} in ${count}`).join(', ')} decisions.
          </span>
        </p>
      )}
      <Estimates estimate={answer.estimate} />
      <Changes answer={answer} />
    </div>
  );
}
