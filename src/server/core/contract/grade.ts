import { z } from 'zod';
import type { CheckKind } from './contract.ts';
import { type CheckResult, cut, MAX_REASON } from './verdict.ts';

// What checks outside of this product answer. None of them is trusted: an answer of another form is no answer.

const quality = z.number().min(0).max(1);
const reason = z.string().transform((text) => cut(text.trim(), MAX_REASON));

const commandGrade = z.object({ quality: quality.optional(), reason: reason.optional() });
const httpGrade = z.object({ verified: z.boolean(), quality: quality.optional(), reason: reason.optional() });
const judgeGrade = z.object({ quality, reason: reason.optional() });

const undecided = (check: CheckKind, text: string): CheckResult => ({ check, verdict: 'unverified', quality: null, reason: text });
const words = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

/** The verdict of a check command by its exit code; what it printed may grade it. `stderr`: its last lines. */
export function gradeCommand(exitCode: number, printed: { stdout: string; stderr: string }): CheckResult {
  const grade = commandGrade.safeParse(parse(printed.stdout)).data;
  const said = words(grade?.reason) ?? (exitCode === 0 ? null : words(cut(printed.stderr.trim(), MAX_REASON)));
  return {
    check: 'command',
    verdict: exitCode === 0 ? 'verified' : 'rejected',
    quality: grade?.quality ?? null,
    reason: said ?? (exitCode === 0 ? null : `exit code ${exitCode}`),
  };
}

/** The verdict of a check service by the body of its 200. */
export function gradeHttp(body: string): CheckResult {
  const grade = httpGrade.safeParse(parse(body));
  if (!grade.success) return undecided('http', 'the check service did not answer {"verified": true or false}');
  const { verified, quality: given, reason: said } = grade.data;
  return { check: 'http', verdict: verified ? 'verified' : 'rejected', quality: given ?? null, reason: words(said) };
}

/** The verdict of a judge by the text of its output, which may stand in prose or in a fence as models like to write. */
export function gradeJudge(outputText: string, minQuality: number): CheckResult {
  const grade = candidates(parse(outputText))
    .map((candidate) => judgeGrade.safeParse(candidate).data)
    .find((found) => found !== undefined);
  if (grade === undefined) return undecided('judge', 'the judge did not answer {"quality": 0..1, "reason": "..."}');
  const verdict = grade.quality >= minQuality ? 'verified' : 'rejected';
  const fallback = verdict === 'verified' ? null : `quality ${grade.quality} is below ${minQuality}`;
  return { check: 'judge', verdict, quality: grade.quality, reason: words(grade.reason) ?? fallback };
}

function candidates(output: unknown): unknown[] {
  const text = typeof output === 'string' ? output : ((output as { text?: unknown } | null)?.text ?? null);
  if (typeof text !== 'string') return [output];
  const first = text.indexOf('{');
  const last = text.lastIndexOf('}');
  return [output, parse(text), first < 0 || last < first ? undefined : parse(text.slice(first, last + 1))];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
