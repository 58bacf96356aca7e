import type { Detector } from './detectors.ts';
import { type CorpusScore, type SeriesScore, scoreAlerts, scoreCorpus } from './nab-score.ts';
import type { Series } from './read-series.ts';

export interface CrossValidation {
  score: CorpusScore;
  /** The bar that was best on all groups but this one. */
  barWithout: Record<string, number>;
}

/** What a series measures: its name without folder, file ending and the mark of the machine. */
export function groupOf(name: string): string {
  return (name.split('/').at(-1) ?? name).replace(/\.\w+$/, '').replace(/_[0-9a-f]{6}$/, '');
}

/** Every group is judged with the bar that was best on the others: the figure to expect of series that were not seen. */
export function crossValidate(corpus: readonly Series[], detect: Detector, bars: readonly number[]): CrossValidation {
  const groups = [...new Set(corpus.map(({ name }) => groupOf(name)))];
  const tried = bars.map((bar) => ({
    bar,
    scores: corpus.map((series) => ({ group: groupOf(series.name), score: scoreAlerts(series, detect(series, bar).alerts) })),
  }));
  const kept: SeriesScore[] = [];
  const barWithout: Record<string, number> = {};
  for (const group of groups) {
    const judged = tried.map(({ bar, scores }) => ({
      bar,
      others: worth(scoreCorpus(scores.filter((one) => one.group !== group).map(({ score }) => score))),
      own: scores.filter((one) => one.group === group).map(({ score }) => score),
    }));
    const best = judged.reduce((left, right) => (right.others > left.others ? right : left));
    barWithout[group] = best.bar;
    kept.push(...best.own);
  }
  return { score: scoreCorpus(kept), barWithout };
}

/** Both figures are to be high: the score counts delays and hardly a false alarm, F1 the other way round. */
function worth({ nab, f1 }: CorpusScore): number {
  return (nab ?? 0) / 100 + (f1 ?? 0);
}
