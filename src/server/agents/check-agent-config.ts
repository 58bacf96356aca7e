import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { AgentConfig, AgentKind } from '../core/agent/agent.ts';
import type { EgressPolicy } from '../core/egress/policy.ts';
import { type Fault, MalformedError } from '../core/errors.ts';
import { checkEgressTarget } from './check-egress-target.ts';

/** Headers that decide where a request goes and where it ends; they belong to the client, not to a configuration. */
const OWN_HEADERS = [
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'idempotency-key',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const checks: { [K in AgentKind]: (config: AgentConfig<K>, policy: EgressPolicy) => void } = {
  command: checkCommand,
  http(config, policy) {
    checkEgressTarget(config.url, policy, 'config.url');
    checkHeaders(config.headers);
  },
  openai(config, policy) {
    checkEgressTarget(config.base_url, policy, 'config.base_url');
  },
  a2a(config, policy) {
    checkEgressTarget(config.card_url, policy, 'config.card_url');
    checkHeaders(config.headers);
  },
  mcp(config, policy) {
    checkEgressTarget(config.url, policy, 'config.url');
    checkHeaders(config.headers);
  },
  worker() {},
  simulated() {},
};

/**
 * What a schema cannot say about an agent's configuration. To be asked when it is saved; calls check again, for the policy may change.
 * @throws MalformedError, EgressDeniedError
 */
export function checkAgentConfig<K extends AgentKind>(kind: K, config: AgentConfig<K>, policy: EgressPolicy): void {
  checks[kind](config, policy);
}

function checkCommand(config: AgentConfig<'command'>): void {
  const named: [path: string, value: string][] = [
    ...config.argv.map((value, index): [string, string] => [`config.argv.${index}`, value]),
    ['config.cwd', config.cwd ?? ''],
    ...Object.entries(config.env).map(([name, value]): [string, string] => [`config.env.${name}`, value]),
  ];
  const faults: Fault[] = named.flatMap(([path, value]) => (value.includes('\0') ? [{ path, message: 'must not contain NUL' }] : []));
  if (config.argv[0]?.trim() === '') faults.push({ path: 'config.argv.0', message: 'names the program' });
  refuse('the command cannot be started like this', faults);
}

function checkHeaders(headers: Record<string, string>): void {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    const path = `config.headers.${name}`;
    const lower = name.toLowerCase();
    if (OWN_HEADERS.includes(lower)) faults.push({ path, message: 'this header is set by the client' });
    else if (seen.has(lower)) faults.push({ path, message: 'given twice' });
    else if (!accepts(() => validateHeaderName(name))) faults.push({ path, message: 'not a header name' });
    else if (!accepts(() => validateHeaderValue(name, value))) faults.push({ path, message: 'not a header value' });
    seen.add(lower);
  }
  refuse('these headers cannot be sent', faults);
}

function accepts(validate: () => void): boolean {
  try {
    validate();
    return true;
  } catch {
    return false;
  }
}

function refuse(message: string, faults: Fault[]): void {
  if (faults.length > 0) throw new MalformedError(message, faults);
}
