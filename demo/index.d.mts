import type { z } from 'zod';
import type { registerAgentSchema } from '../src/server/core/agent/agent.ts';
import type { WorkflowDefinitionInput } from '../src/server/core/workflow/definition.ts';

/** A language model behind an OpenAI-compatible base URL. */
export interface Narrator {
  baseUrl: string;
  model: string;
}

/** A share of the files of a repository: those below `folder` ('' is everything), but not below one of `except`. */
export interface FolderSlot {
  name: string;
  folder: string;
  except: string[];
  files: number;
}

/** Folder slots of one run. */
export const FOLDER_SLOTS: number;
/** The workflow's input when nobody names another repository. */
export const DEFAULT_REVIEW_INPUT: { path: string };
/** Bodies of `POST /agents`. */
export function buildFleet(options?: { narrator?: Narrator | null }): Array<z.input<typeof registerAgentSchema>>;
/** From HIVE_DEMO_OPENAI_BASE_URL and HIVE_DEMO_OPENAI_MODEL; null unless both are set. */
export function readNarrator(env: Record<string, string | undefined>): Narrator | null;
/** The definition of "Repository review"; without `path` and `folders` it serves any `input.path`. */
export function buildRepositoryReview(options?: {
  path?: string;
  folders?: Array<FolderSlot | null>;
  narrate?: boolean;
}): WorkflowDefinitionInput;
/** The folder slots of a repository; rejects when the path cannot be reviewed. */
export function listFolders(path: string): Promise<FolderSlot[]>;
