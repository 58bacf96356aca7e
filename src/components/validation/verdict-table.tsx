'use client';
import { ChevronRight } from 'lucide-react';
import { Fragment } from 'react';
import { definitionOf, type ValidationMeasure } from '@/server/core/validation/measures.ts';
import { formatMeasure } from '../metrics/format-measure.ts';
import { cn } from '../ui/class-names.ts';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { SampleChart } from './sample-chart.tsx';
import type { ValidationView } from './validation-words.ts';
import { VerdictMark } from './verdict-mark.tsx';

type MeasureVerdict = ValidationView['verdicts'][number];
type Regression = ValidationView['regression'][number];

const PERCENT = 100;

/** "12 % worse than 240 ms". */
function sayRegression({ unit }: MeasureVerdict, { before, worseBy }: Regression): string {
  const by = worseBy === null ? 'Worse' : `${Math.round(worseBy * PERCENT)} % worse`;
  return `${by} than ${formatMeasure(before, unit)}`;
}

interface VerdictRowProps {
  verdict: MeasureVerdict;
  regression: Regression | undefined;
  open: boolean;
  onToggle(): void;
}

function VerdictRow({ verdict, regression, open, onToggle }: VerdictRowProps) {
  const { measure, label, unit, status, value, samples, direction, limit, target, reason } = verdict;
  return (
    <tr>
      <Td>
        <VerdictMark verdict={status} />
      </Td>
      <Td>
        <button
          type="button"
          aria-expanded={open}
          onClick={onToggle}
          title={definitionOf(measure).definition}
          className="flex items-center gap-1 text-left font-medium text-ink hover:underline"
        >
          <ChevronRight className={cn('size-3.5 shrink-0 transition-transform', open && 'rotate-90')} aria-hidden />
          {label}
        </button>
      </Td>
      <Td className="text-right text-ink tabular-nums">{formatMeasure(value, unit)}</Td>
      <Td className="tabular-nums" title={target === null ? 'A rule of the benchmark' : `Target ${target}`}>
        {direction === 'at_most' ? '≤' : '≥'} {formatMeasure(limit, unit)}
      </Td>
      <Td className="text-right tabular-nums">{samples}</Td>
      <Td className={cn(regression?.regressed && 'text-fail')}>
        {reason ?? (regression === undefined ? '' : regression.regressed ? sayRegression(verdict, regression) : 'as the baseline')}
      </Td>
    </tr>
  );
}

interface VerdictTableProps {
  run: ValidationView;
  /** The measure whose samples are shown. */
  open: string | null;
  onOpen(measure: ValidationMeasure | null): void;
}

const COLUMNS = 6;

/** Each measure with its verdict; opened, with its samples. */
export function VerdictTable({ run, open, onOpen }: VerdictTableProps) {
  const regressions = new Map(run.regression.map((each) => [each.measure, each]));
  return (
    <RecordTable
      columns={[
        'Verdict',
        'Measure',
        { title: 'Value', numeric: true },
        'Wanted',
        { title: 'Samples', numeric: true },
        run.baselineId === null ? 'Note' : 'Against the baseline',
      ]}
      inset
    >
      {run.verdicts.map((verdict) => {
        const { measure, label, unit, limit } = verdict;
        const isOpen = open === measure;
        return (
          <Fragment key={measure}>
            <VerdictRow
              verdict={verdict}
              regression={regressions.get(measure)}
              open={isOpen}
              onToggle={() => onOpen(isOpen ? null : measure)}
            />
            {isOpen && (
              <tr>
                <Td colSpan={COLUMNS} className="bg-page p-4">
                  <SampleChart runId={run.id} measure={measure} label={label} unit={unit} limit={limit} />
                </Td>
              </tr>
            )}
          </Fragment>
        );
      })}
    </RecordTable>
  );
}
