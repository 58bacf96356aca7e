import type { JsonValue } from '../json.ts';
import { importGitHubActions } from './import-github-actions.ts';
import { importN8n } from './import-n8n.ts';
import { importWfFormat } from './import-wfformat.ts';
import type { Imported } from './imported.ts';

export const IMPORT_FORMATS = ['n8n', 'GitHub Actions', 'WfFormat'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

const READERS: Record<ImportFormat, (value: JsonValue) => Imported | null> = {
  n8n: importN8n,
  'GitHub Actions': importGitHubActions,
  WfFormat: importWfFormat,
};

/** Reads a workflow of another tool, whichever it is from; null when it is from none that is known. */
export function importWorkflow(value: JsonValue): (Imported & { format: ImportFormat }) | null {
  for (const format of IMPORT_FORMATS) {
    const imported = READERS[format](value);
    if (imported) return { format, ...imported };
  }
  return null;
}
