import { startCallClock } from '../agents/call-clock.ts';
import { networkFailure } from '../agents/classify-network-error.ts';
import { type EgressClient, readText } from '../agents/egress-client.ts';
import type { AgentLimits } from '../agents/limits.ts';
import { createRedactor } from '../agents/redact.ts';
import type { HttpCheck } from '../core/contract/contract.ts';
import { gradeHttp } from '../core/contract/grade.ts';
import type { CheckResult } from '../core/contract/verdict.ts';
import type { CheckSubject } from './check-subject.ts';

/** A verdict is a short answer, in bytes. */
const MAX_ANSWER = 64 * 1_024;

export interface HttpCheckTools {
  client: EgressClient;
  limits: AgentLimits;
  /** The value of a stored secret. Throws when there is none of that name. */
  secrets(name: string): Promise<string>;
}

const undecided = (reason: string): CheckResult => ({ check: 'http', verdict: 'unverified', quality: null, reason });

/** A service that gets `{output, input, task_id}` and answers 200 with `{"verified": bool}`. Whatever else it does is no verdict. */
export async function checkHttp(
  tools: HttpCheckTools,
  check: HttpCheck,
  subject: CheckSubject & { signal: AbortSignal },
): Promise<CheckResult> {
  const timeoutMs = check.timeout_seconds * 1_000;
  const clock = startCallClock({ timeoutMs, signal: subject.signal }, tools.limits);
  let redact = (text: string) => text;
  try {
    const { headers, secrets } = await readHeaders(tools, check);
    redact = createRedactor(secrets);
    const body = `{"task_id":${JSON.stringify(subject.task.id)},"input":${JSON.stringify(subject.task.input)},"output":${subject.outputText}}`;
    const request = {
      method: 'POST',
      headers: { accept: 'application/json', 'user-agent': 'agent-hive', ...headers, 'content-type': 'application/json' },
      body,
    };
    const response = await tools.client.fetch(check.url, request, clock);
    if (response.status !== 200) {
      await response.body?.cancel();
      return undecided(`the check service answered ${response.status}`);
    }
    return gradeHttp(redact(await readText(response, clock, MAX_ANSWER)));
  } catch (error) {
    const failure = networkFailure(error, { clock, timeoutMs, limits: tools.limits });
    // The client quotes a header that it cannot send.
    return undecided(redact(`the check service could not be asked${failure.kind === 'failed' ? `: ${failure.error.message}` : ''}`));
  } finally {
    clock.stop();
  }
}

async function readHeaders(tools: HttpCheckTools, check: HttpCheck): Promise<{ headers: Record<string, string>; secrets: string[] }> {
  const headers: Record<string, string> = {};
  const secrets: string[] = [];
  for (const [name, value] of Object.entries(check.headers)) {
    const text = typeof value === 'string' ? value : await tools.secrets(value.secret);
    headers[name.toLowerCase()] = text;
    if (typeof value !== 'string') secrets.push(text);
  }
  return { headers, secrets };
}
