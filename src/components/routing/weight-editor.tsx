import { COMPONENTS } from '@/server/core/routing/weights.ts';
import { Input } from '../ui/input.tsx';
import { type Percents, setPercent } from './balance-weights.ts';
import { COMPONENT_WORDS, componentFill } from './component-colours.ts';

/** One slider and one number per component; whatever is moved, the others make room, so that the sum stays 100 %. */
export function WeightEditor({ percents, onChange }: { percents: Percents; onChange(percents: Percents): void }) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="sr-only">Weights, in per cent of 100</legend>
      {COMPONENTS.map((component) => {
        const move = (value: number) => {
          if (!Number.isNaN(value)) onChange(setPercent(percents, component, value));
        };
        const word = COMPONENT_WORDS[component];
        return (
          <div key={component} className="grid grid-cols-[136px_minmax(0,1fr)_64px_14px] items-center gap-3 text-base">
            <span className="flex items-center gap-2 text-ink-2">
              <span className="size-2.5 shrink-0 rounded-[3px]" style={componentFill(component)} aria-hidden />
              {word}
            </span>
            <input
              type="range"
              min={0}
              max={100}
              value={percents[component]}
              aria-label={`${word}, slider`}
              aria-valuetext={`${percents[component]} %`}
              onChange={(event) => move(event.target.valueAsNumber)}
              className="h-5 w-full accent-[var(--accent)]"
            />
            <Input
              type="number"
              min={0}
              max={100}
              value={percents[component]}
              aria-label={`${word}, per cent`}
              onChange={(event) => move(event.target.valueAsNumber)}
              className="h-7 text-right"
            />
            <span className="text-ink-3" aria-hidden>
              %
            </span>
          </div>
        );
      })}
    </fieldset>
  );
}
