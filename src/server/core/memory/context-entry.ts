import { z } from 'zod';

// What agents remember: titled texts, each of one type, each readable by its owner, its team, or all.

export const CONTEXT_TYPES = [
  'conversation',
  'code_snippet',
  'documentation',
  'decision',
  'learning',
  'error_resolution',
  'architecture',
  'task_result',
  'system_state',
] as const;
export type ContextType = (typeof CONTEXT_TYPES)[number];

/** private: its agent alone; team: agents of the same team (metadata.team, else the pool); public: every agent. */
export const ACCESS_LEVELS = ['private', 'team', 'public'] as const;
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

export const CONTENT_LENGTH = 20_000;

const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => !/[\0\p{Cs}]/u.test(value), 'must not contain NUL or lone surrogates');

export const createContextSchema = z
  .strictObject({
    /** Absent: it belongs to all, and is public. */
    agent_id: z.uuid().optional(),
    title: text(300),
    content: text(CONTENT_LENGTH),
    type: z.enum(CONTEXT_TYPES).default('documentation'),
    access: z.enum(ACCESS_LEVELS).default('private'),
    importance: z.number().min(0).max(1).default(0.5),
    tags: z.array(text(50)).max(20).default([]),
  })
  .refine(({ agent_id, access }) => agent_id !== undefined || access === 'public', {
    path: ['access'],
    message: 'must be public when no agent owns it',
  });
export type CreateContext = z.output<typeof createContextSchema>;

export interface ContextEntry {
  id: string;
  agentId: string | null;
  title: string;
  content: string;
  type: ContextType;
  access: AccessLevel;
  importance: number;
  tags: string[];
  accessCount: number;
  accessedAt: Date | null;
  consolidatedFrom: string[];
  sourceTaskId: string | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

/** Characters per token, as a rule of thumb that needs no model. */
const CHARACTERS_PER_TOKEN = 4;

/** About how many tokens a text has. */
export function tokensOf(value: string): number {
  return Math.ceil(value.length / CHARACTERS_PER_TOKEN);
}
