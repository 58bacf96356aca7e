import type { BenchmarkType, Severity } from '@/server/core/validation/benchmark.ts';
import type { ValidationSummary } from '@/server/core/validation/validation-view.ts';
import { type KeysetPage, keysetPages } from '../keyset-pages.ts';

const PAGE = 20;

/** What is chosen on the page; what is not says nothing. */
export interface ValidationKind {
  type?: BenchmarkType;
  severity?: Severity;
}

export const kindOf = ({ type, severity }: { type: BenchmarkType | null; severity: Severity | null }): ValidationKind => ({
  ...(type !== null && { type }),
  ...(severity !== null && { severity }),
});

type Fetch = (input: ValidationKind & { limit: number; after?: string }) => Promise<KeysetPage<ValidationSummary>>;

/** Validation runs of a kind, newest first, a page at a time. @param key of everything about validation runs */
export function validationPages(key: readonly unknown[], fetch: Fetch, kind: ValidationKind) {
  return keysetPages([...key, 'pages', kind], (after) => fetch({ limit: PAGE, ...kind, ...(after !== null && { after }) }));
}
