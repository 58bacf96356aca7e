import { type DecisionRecord, recordedComponents } from '@/server/core/routing/decision-record.ts';
import { cn } from '../ui/class-names.ts';
import { componentFill, componentWord } from './component-colours.ts';

type Row = DecisionRecord['candidates'][number];

/** What every component brought to the score: value times weight, over the weights of what is known. */
function partsOf(record: DecisionRecord, row: Row) {
  const known = recordedComponents(record).flatMap(({ name, weight, column }) => {
    const value = row[column];
    return typeof value === 'number' ? [{ name, weight, value }] : [];
  });
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  return known.map(({ name, weight, value }) => ({ name, weight, value, part: total === 0 ? 0 : (weight * value) / total }));
}

/** One bar per candidate, made of what each component brought. The table of numbers stands beside it. */
export function ScoreBars({ record, nameOf }: { record: DecisionRecord; nameOf(id: string): string }) {
  const names = recordedComponents(record).map(({ name }) => name);
  return (
    <figure className="flex flex-col gap-2" aria-label="Scores by component">
      <ul className="flex flex-col gap-1.5">
        {record.candidates.map((row) => {
          const won = row[0] === record.winner;
          return (
            <li key={row[0]} className="grid grid-cols-[minmax(80px,180px)_minmax(0,1fr)_52px] items-center gap-3 text-base">
              <span className={cn('truncate', won ? 'font-medium text-ink' : 'text-ink-2')} title={nameOf(row[0])}>
                {nameOf(row[0])}
              </span>
              <span className="flex h-4 overflow-hidden rounded bg-raised">
                {partsOf(record, row).map(({ name, weight, value, part }) => (
                  <span
                    key={name}
                    className={cn('h-full', !won && 'opacity-60')}
                    style={{ width: `${part * 100}%`, ...componentFill(name) }}
                    title={`${componentWord(name)}: ${value.toFixed(3)} × weight ${weight.toFixed(3)} adds ${part.toFixed(3)}`}
                  />
                ))}
              </span>
              <span className="text-right font-medium text-ink">{row[1].toFixed(3)}</span>
            </li>
          );
        })}
      </ul>
      <figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-ink-3 text-small">
        {names.map((name) => (
          <span key={name} className="flex items-center gap-1.5">
            <span className="size-2.5 rounded-[3px]" style={componentFill(name)} aria-hidden />
            {componentWord(name)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
