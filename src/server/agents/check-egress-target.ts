import { decideTarget, type EgressPolicy } from '../core/egress/policy.ts';
import { parseTarget } from '../core/egress/target.ts';
import { EgressDeniedError, MalformedError } from '../core/errors.ts';

/**
 * Checks the URL of an outgoing call as far as that goes without resolving its name.
 * @throws MalformedError when it is no URL this product calls, EgressDeniedError when the policy forbids its host
 */
export function checkEgressTarget(url: string, policy: EgressPolicy, path = 'url'): void {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new MalformedError(parsed.message, [{ path, message: parsed.message }]);
  const decision = decideTarget(parsed.target, policy);
  if (decision.allowed) return;
  const message = `${parsed.target.host}:${parsed.target.port} may not be called: ${decision.reason}`;
  throw new EgressDeniedError(message, [{ path, message }]);
}

/**
 * The same for a server that is not called by HTTP: its name by the same grammar, its address by the same policy.
 * @throws MalformedError, EgressDeniedError
 */
export function checkEgressHost({ host, port }: { host: string; port: number }, policy: EgressPolicy): void {
  checkEgressTarget(`http://${host.includes(':') ? `[${host}]` : host}:${port}`, policy, 'host');
}
