import { Bot, Globe, Inbox, type LucideIcon, Network, Plug, Sparkles, Terminal } from 'lucide-react';
import type { AgentKind } from '@/server/core/agent/agent.ts';

interface KindLook {
  label: string;
  icon: LucideIcon;
  /** How it gets and answers a task. */
  meaning: string;
}

export const AGENT_KIND_LOOKS: Record<AgentKind, KindLook> = {
  command: {
    label: 'Command',
    icon: Terminal,
    meaning: 'A program on this machine: the task on standard input, the result on standard output.',
  },
  http: { label: 'HTTP', icon: Globe, meaning: 'A service that takes the task by POST and answers with JSON, at once or later.' },
  openai: { label: 'Model', icon: Sparkles, meaning: 'Any model behind an OpenAI-compatible address.' },
  worker: { label: 'Pull worker', icon: Inbox, meaning: 'A program anywhere that asks for tasks over HTTP.' },
  simulated: { label: 'Simulated', icon: Bot, meaning: 'Does no work: waits a while and answers. For tests and benchmarks.' },
  a2a: { label: 'A2A', icon: Network, meaning: 'An agent that speaks the Agent2Agent protocol.' },
  mcp: { label: 'MCP', icon: Plug, meaning: 'A tool of an MCP server.' },
};
