import { stableHash } from '../stable-hash.ts';

// What a breaker guards, by name:
//   agent:<id>   agent:<id>/<task type>   host:<host[:port]>   workflow:<id of a stored workflow>

export type BreakerResource =
  | { type: 'agent'; agentId: string }
  | { type: 'agent_task_type'; agentId: string; taskType: string }
  | { type: 'provider_host'; host: string }
  | { type: 'workflow'; workflowId: string };

/** Longest name of a resource. */
export const MAX_RESOURCE_ID = 400;

export const agentBreaker = (agentId: string) => `agent:${agentId}`;
export const taskTypeBreaker = (agentId: string, taskType: string) => `agent:${agentId}/${taskType}`;
export const hostBreaker = (host: string) => `host:${host}`;
export const workflowBreaker = (workflowId: string) => `workflow:${workflowId}`;

/** Null when it names nothing that a breaker guards. */
export function parseBreakerResource(id: string): BreakerResource | null {
  const colon = id.indexOf(':');
  const rest = id.slice(colon + 1);
  if (colon === -1 || rest === '' || id.length > MAX_RESOURCE_ID) return null;
  switch (id.slice(0, colon)) {
    case 'agent':
      return parseAgent(rest);
    case 'host':
      return { type: 'provider_host', host: rest };
    case 'workflow':
      return { type: 'workflow', workflowId: rest };
    default:
      return null;
  }
}

/** A task type may hold a slash, the id of an agent cannot. */
function parseAgent(rest: string): BreakerResource | null {
  const slash = rest.indexOf('/');
  if (slash === -1) return { type: 'agent', agentId: rest };
  const [agentId, taskType] = [rest.slice(0, slash), rest.slice(slash + 1)];
  return agentId === '' || taskType === '' ? null : { type: 'agent_task_type', agentId, taskType };
}

/** Spreads the waits of a resource; the same in every process. */
export const breakerSeed = (id: string): number => Number.parseInt(stableHash(id).slice(0, 8), 16) | 0;
