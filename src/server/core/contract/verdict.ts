import type { AttemptError } from '../task/attempt-outcome.ts';
import type { CheckKind } from './contract.ts';

/**
 * `verified`: every check held. `rejected`: one refused. `unverified`: none refused, but one could not say (its program, service or judge
 * failed), so that nothing was proven.
 */
export const VERDICTS = ['verified', 'rejected', 'unverified'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What one check said of an output. */
export interface CheckResult {
  check: CheckKind;
  verdict: Verdict;
  /** 0..1; null when it gave no grade. */
  quality: number | null;
  /** For people; untrusted text where a program or an agent wrote it. Null when there is nothing to say. */
  reason: string | null;
}

/** What all checks together said. */
export interface Verification {
  verdict: Verdict;
  quality: number | null;
  /** The check that decided; null when all held. */
  check: CheckKind | null;
  reason: string | null;
}

/** Reasons are shown in lists: longer ones are cut, in characters. */
export const MAX_REASON = 1_000;
/** How much of a rejected output is kept with the error, in characters of its JSON. */
const MAX_EXCERPT = 1_000;

/**
 * One refusal outweighs every approval, and one check that could not say keeps the rest from counting as proof. An output is as good as
 * its worst grade, and refused by whoever gave that where it is below `leastQuality`.
 */
export function joinChecks(results: readonly CheckResult[], leastQuality = 0): Verification {
  return join(results.map((result) => (isTooPoor(result, leastQuality) ? refuse(result, leastQuality) : result)));
}

const isTooPoor = ({ verdict, quality }: CheckResult, least: number) => verdict !== 'rejected' && quality !== null && quality < least;

function refuse(result: CheckResult, least: number): CheckResult {
  const said = result.reason === null ? '' : `: ${result.reason}`;
  return { ...result, verdict: 'rejected', reason: cut(`quality ${result.quality} is below ${least}${said}`, MAX_REASON) };
}

function join(results: readonly CheckResult[]): Verification {
  const grades = results.flatMap(({ quality }) => quality ?? []);
  const quality = grades.length === 0 ? null : Math.min(...grades);
  const decisive = results.find(({ verdict }) => verdict === 'rejected') ?? results.find(({ verdict }) => verdict === 'unverified');
  if (decisive !== undefined) return { verdict: decisive.verdict, quality, check: decisive.check, reason: decisive.reason };
  const reason = results.findLast((result) => result.reason !== null)?.reason ?? null;
  return { verdict: 'verified', quality, check: null, reason };
}

/** The failure of an attempt whose output its contract refused. Another attempt may do better. */
export function rejection(verification: Verification, outputText: string): AttemptError {
  const by = verification.check === null ? 'its contract' : CHECK_WORDS[verification.check];
  const reason = verification.reason ?? 'no reason was given';
  return {
    code: 'contract_failed',
    message: `the output was rejected by ${by}: ${reason}`.slice(0, 2_000),
    retryable: true,
    detail: { check: verification.check, quality: verification.quality, output: cut(outputText, MAX_EXCERPT) },
  };
}

const CHECK_WORDS: Record<CheckKind, string> = {
  schema: 'its schema',
  condition: 'its condition',
  command: 'its check command',
  http: 'its check service',
  judge: 'its judge',
  human: 'a person',
};

/** Text for people from an untrusted source: no control characters but line breaks, no half surrogate pairs, at most `length` characters. */
export function cut(text: string, length: number): string {
  const plain = text.slice(0, length + 1).replace(/[^\P{Cc}\n]|\p{Cs}/gu, '');
  return plain.length <= length ? plain : `${plain.slice(0, length - 1).replace(/\p{Cs}$/u, '')}…`;
}
