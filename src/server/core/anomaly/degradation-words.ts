import type { Degradation } from './judge-degradation.ts';

/** In words: "takes 2.1 times its usual time", "40 % of its attempts fail, usually 5 %". */
export function degradationWords({ signal, baseline, current }: Pick<Degradation, 'signal' | 'baseline' | 'current'>): string {
  if (signal === 'latency') return `takes ${Math.exp(current - baseline).toFixed(1)} times its usual time`;
  return `${Math.round(current * 100)} % of its attempts fail, usually ${Math.round(baseline * 100)} %`;
}
