import type { AgentConfig, AgentProfile } from '../core/agent/agent.ts';

const hosts = new WeakMap<AgentProfile, string | null>();

function urlOf({ kind, config }: AgentProfile): string | null {
  switch (kind) {
    case 'http':
      return (config as AgentConfig<'http'>).url;
    case 'mcp':
      return (config as AgentConfig<'mcp'>).url;
    case 'openai':
      return (config as AgentConfig<'openai'>).base_url;
    case 'a2a':
      return (config as AgentConfig<'a2a'>).card_url;
    case 'command':
    case 'worker':
    case 'simulated':
      return null;
  }
}

/** Host and port that calls of the agent go to; null where none do. */
export function hostOfAgent(profile: AgentProfile): string | null {
  let host = hosts.get(profile);
  if (host === undefined) {
    const url = urlOf(profile);
    host = url !== null && URL.canParse(url) ? new URL(url).host : null;
    hosts.set(profile, host);
  }
  return host;
}
