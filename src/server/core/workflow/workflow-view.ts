import type { RunStatus } from '../run/state.ts';
import type { WorkflowDefinition } from './definition.ts';

export interface WorkflowSummary {
  /** The slug: what people and clients call it by. */
  id: string;
  name: string;
  description: string;
  /** Tasks of the draft. */
  taskCount: number;
  /** Grows with every save of the draft; the ETag. */
  revision: number;
  /** Null until it is published for the first time. */
  publishedVersion: number | null;
  /** Whether the draft differs from what is published. */
  hasUnpublishedChanges: boolean;
  lastRun: { id: string; status: RunStatus; createdAt: Date } | null;
  createdBy: string;
  /** `createdBy` in words. */
  createdByName: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface WorkflowVersionView {
  version: number;
  createdBy: string;
  /** `createdBy` in words. */
  createdByName: string;
  createdAt: Date;
}

export interface WorkflowView extends WorkflowSummary {
  draft: WorkflowDefinition;
  /** The draft as its author wrote it, YAML with comments; null when it came as a value. */
  draftSource: string | null;
  /** What runs by default; null until published. */
  published: WorkflowDefinition | null;
  /** The newest first, at most 100. */
  versions: WorkflowVersionView[];
}

/** A slug for a workflow whose author named none: "Repository review" becomes "repository-review". Null when nothing is left. */
export function slugOf(name: string): string | null {
  const slug = name
    .normalize('NFKD')
    .replace(/[^a-zA-Z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 80)
    .replace(/-+$/, '');
  return slug === '' ? null : slug;
}
