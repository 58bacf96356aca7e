/** "45 %"; a share that rounds to nothing without being nothing is "<1 %". A dash when it is not known. */
export function formatShare(share: number | null): string {
  if (share === null) return '–';
  const percent = Math.round(share * 100);
  return percent === 0 && share > 0 ? '<1 %' : `${percent} %`;
}

/** A difference of shares in percent points with its sign: "+4.2 pp". */
export function formatPoints(difference: number): string {
  const points = difference * 100;
  return `${points > 0 ? '+' : points < 0 ? '−' : '±'}${Math.abs(points).toFixed(1)} pp`;
}
