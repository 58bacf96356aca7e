import type { AccessLevel, ContextType } from '@/server/core/memory/context-entry.ts';

/** An entry as a form holds it. */
export interface MemoryForm {
  /** Empty: it belongs to all. */
  agentId: string;
  title: string;
  content: string;
  type: ContextType;
  access: AccessLevel;
  importance: string;
  /** Commas between them. */
  tags: string;
}

export const emptyMemoryForm = (agentId: string | null): MemoryForm => ({
  ...{ agentId: agentId ?? '', title: '', content: '', type: 'documentation' },
  ...{ access: agentId === null ? 'public' : 'private', importance: '0.5', tags: '' },
});

/** The entry that a form describes, not yet checked. What belongs to all is public. */
export function entryOf(form: MemoryForm): Record<string, unknown> {
  const { agentId, title, content, type, access, importance, tags } = form;
  return {
    ...(agentId !== '' && { agent_id: agentId }),
    ...{ title, content, type },
    access: agentId === '' ? 'public' : access,
    importance: importance.trim() === '' ? Number.NaN : Number(importance),
    tags: tags
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  };
}

/** Where the words of the schema would not do. */
export const MEMORY_FAULTS: Readonly<Record<string, string>> = {
  title: 'Say in a line what it is about.',
  content: 'Say what is to be remembered.',
  importance: 'A number from 0 to 1.',
};
