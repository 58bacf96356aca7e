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

interface Registration {
  name: string;
  capabilities: Array<{ name: string; proficiency: number }>;
  persona: { type: string; style: { [style: string]: number }; description: string };
  max_concurrent_tasks: number;
}

/** A body of `POST /agents`. */
export type DemoAgent =
  | (Registration & { kind: 'command'; config: { argv: string[]; timeout_seconds: number } })
  | (Registration & { kind: 'openai'; config: { base_url: string; model: string; system_prompt: string; temperature: number } });

/** A workflow definition as `POST /workflows` takes it. */
export interface ReviewDefinition {
  workflow_id: string;
  name: string;
  description: string;
  template: 'map_reduce';
  execution_mode: 'parallel';
  max_concurrent_tasks: number;
  max_duration_minutes: number;
  tasks: ReviewTask[];
}

export interface ReviewTask {
  task_id: string;
  task_type: string;
  name: string;
  dependencies?: string[];
  required_capabilities: string[];
  priority?: 'high';
  analytical_depth?: number;
  creativity_requirements?: number;
  input: { [name: string]: ReviewInput };
  timeout_seconds: number;
  retry: { max_attempts: number; backoff_ms: number };
}

export type ReviewInput = string | number | null | ReviewInput[] | { [name: string]: ReviewInput };

/** Folder slots of one run. */
export const FOLDER_SLOTS: number;
/** The workflow's input when nobody names another repository. */
export const DEFAULT_REVIEW_INPUT: { path: string };
export function buildFleet(options?: { narrator?: Narrator | null }): DemoAgent[];
/** From HIVE_DEMO_OPENAI_BASE_URL and HIVE_DEMO_OPENAI_MODEL; null unless both are set. */
export function readNarrator(env: { [name: string]: string | undefined }): Narrator | null;
/** The definition of "Repository review"; without `path` and `folders` it serves any `input.path`. */
export function buildRepositoryReview(options?: { path?: string; folders?: Array<FolderSlot | null>; narrate?: boolean }): ReviewDefinition;
/** The folder slots of a repository; rejects when the path cannot be reviewed. */
export function listFolders(path: string): Promise<FolderSlot[]>;
