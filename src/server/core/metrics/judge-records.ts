import type { JsonValue } from '../json.ts';
import { type DecisionRecord, decisionRecordSchema } from '../routing/decision-record.ts';
import { type DecisionEnd, judgeDecision } from '../routing/judge-decision.ts';
import { type Total, totalOf } from './window-sums.ts';

/** The winner's capability score in a decision record; null when the record has none. */
function capabilityOf({ winner, columns, candidates }: DecisionRecord): number | null {
  const row = candidates.find(([agentId]) => agentId === winner);
  const score = row?.[columns.indexOf('capability')];
  return typeof score === 'number' ? score : null;
}

/** What decisions rested on, from their records; a record that cannot be read counts for nothing. */
export function sumRecords(records: readonly JsonValue[]): { capability: Total; unknown: Total } {
  const read = records.flatMap((record) => decisionRecordSchema.safeParse(record).data ?? []);
  return {
    capability: totalOf(read.map(capabilityOf).filter((score) => score !== null)),
    unknown: totalOf(read.map(({ sampleCount }) => (sampleCount === 0 ? 1 : 0))),
  };
}

export interface PredictedEnd extends DecisionEnd {
  /** Expected probability of success; null where nothing was expected. */
  expected: number | null;
}

/** How many predictions came true, of those whose end says anything. */
export function sumForetold(ends: readonly PredictedEnd[]): Total {
  return totalOf(
    ends.flatMap(({ expected, ...end }) => {
      const success = judgeDecision(end);
      return expected === null || success === null ? [] : [expected >= 0.5 === success ? 1 : 0];
    }),
  );
}
