import type { Lift, Verdict } from '@/server/core/persona/judge-trial.ts';
import type { RouterOutputs } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { formatPoints, formatShare } from '../ui/format-share.ts';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';

type Ablation = RouterOutputs['personas']['analytics']['ablation'];
type Arm = Ablation['byTaskType'][number]['with'];

const VERDICTS: Record<Verdict, { tone: 'accent' | 'ok' | 'plain'; word: string; title: string }> = {
  testing: { tone: 'accent', word: 'being tested', title: 'Half of the tasks where it would change the choice follow it' },
  on: { tone: 'ok', word: 'has its weight', title: 'Nine of ten tasks where it would change the choice follow it' },
  off: { tone: 'plain', word: 'weight zero', title: 'One task of ten still follows it, which is how a lift would show again' },
};

const count = (value: number) => Math.round(value).toLocaleString('en');

function LiftText({ lift }: { lift: Lift | null }) {
  if (lift === null) return <span className="text-ink-3">not enough data</span>;
  return (
    <span>
      <span className="font-medium text-ink">{formatPoints(lift.mean)}</span>
      <span className="text-ink-3">
        {' '}
        ({formatPoints(lift.low)} to {formatPoints(lift.high)})
      </span>
    </span>
  );
}

function ArmText({ arm }: { arm: Arm }) {
  if (arm.success === null) return <span className="text-ink-3">no outcome</span>;
  return (
    <span title={`90 % interval ${formatShare(arm.success.low)} to ${formatShare(arm.success.high)}`}>
      {formatShare(arm.success.value)}
      <span className="text-ink-3"> n = {count(arm.n)}</span>
      {arm.meanCostUsd !== null && <span className="text-ink-3">, ${arm.meanCostUsd.toFixed(4)}</span>}
    </span>
  );
}

/** What the persona component of routing is worth: success and cost where it changed the choice, with it and without it. */
export function AblationPanel({ ablation }: { ablation: Ablation }) {
  const { overall, byTaskType } = ablation;
  return (
    <Panel title="Does it pay?">
      <p className="px-4 pt-3 text-base text-ink-2">
        Where the persona would change who gets a task, a coin decides whether it may. Lift over all types: <LiftText lift={overall.lift} />
        , {count(overall.contested)} contested {overall.contested === 1 ? 'outcome' : 'outcomes'}.
      </p>
      {byTaskType.length === 0 ? (
        <p className="px-4 pt-1 pb-3 text-base text-ink-3">
          No contested outcome yet: it takes tasks with a contract that several agents with different personas can do.
        </p>
      ) : (
        <RecordTable
          columns={[
            'Type of task',
            'With persona',
            'Without',
            'Lift, 90 % interval',
            { title: 'Cost difference', numeric: true },
            'Verdict',
          ]}
          inset
          className="mt-2"
        >
          {byTaskType.map((each) => {
            const verdict = VERDICTS[each.verdict];
            return (
              <tr key={each.taskType}>
                <Td className="font-medium text-ink">{each.taskType}</Td>
                <Td className="whitespace-nowrap">
                  <ArmText arm={each.with} />
                </Td>
                <Td className="whitespace-nowrap">
                  <ArmText arm={each.without} />
                </Td>
                <Td className="whitespace-nowrap">
                  <LiftText lift={each.lift} />
                </Td>
                <Td className="text-right">{each.costDifferenceUsd === null ? '–' : `$${each.costDifferenceUsd.toFixed(4)}`}</Td>
                <Td>
                  <span className="flex items-center gap-2">
                    <Badge tone={verdict.tone} title={verdict.title}>
                      {verdict.word}
                    </Badge>
                    <span className="text-ink-3 text-small">{each.reason}</span>
                  </span>
                </Td>
              </tr>
            );
          })}
        </RecordTable>
      )}
    </Panel>
  );
}
