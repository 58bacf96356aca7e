import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/api/root.ts';

type Mark = inferRouterOutputs<AppRouter>['metrics']['marks'][number];

/** Something that happened, as charts and the list under them show it. */
export interface MarkView {
  id: string;
  /** Epoch ms. */
  at: number;
  words: string;
  tone: 'fail' | 'run';
}

const WORDS: Record<Mark['kind'], { word: string; tone: MarkView['tone'] }> = {
  fault: { word: 'Fault put in', tone: 'fail' },
  breaker: { word: 'Breaker opened', tone: 'fail' },
  stop: { word: 'Emergency stop', tone: 'fail' },
  version: { word: 'Version began', tone: 'run' },
  workflow: { word: 'Published', tone: 'run' },
};

export const viewMarks = (marks: readonly Mark[]): MarkView[] =>
  marks.map(({ id, kind, at, subject }) => ({
    id: `${kind} ${id} ${at.getTime()}`,
    at: at.getTime(),
    words: `${WORDS[kind].word}: ${subject}`,
    tone: WORDS[kind].tone,
  }));
