/** The most of these spans that were open at the same moment; where one ends as another begins, they were not. Null: open still. */
export function mostAtOnce(spans: readonly { startedAt: number; endedAt: number | null }[]): number {
  const edges = spans.flatMap(({ startedAt, endedAt }) => [
    { at: startedAt, by: 1 },
    { at: endedAt ?? Number.POSITIVE_INFINITY, by: -1 },
  ]);
  let open = 0;
  let most = 0;
  for (const { by } of edges.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    open += by;
    most = Math.max(most, open);
  }
  return most;
}
