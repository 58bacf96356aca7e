import { parse } from 'yaml';
import { importWorkflow } from '@/server/core/exchange/import-workflow.ts';
import type { Loss } from '@/server/core/exchange/imported.ts';
import type { JsonObject, JsonValue } from '@/server/core/json.ts';
import { readDraft } from './model/draft.ts';
import { writeTerse } from './model/terse-definition.ts';

export interface ReadImport {
  /** The tool it is from. */
  format: string;
  /** A definition as text. */
  text: string;
  tasks: number;
  losses: readonly Loss[];
}

/** Characters; beyond, a file is no workflow that somebody wrote. */
export const MAX_IMPORT = 20_000_000;

function parseYaml(text: string): JsonValue | undefined {
  try {
    return parse(text, { version: '1.2', maxAliasCount: 100 }) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Reads a file of ours or of another tool; in words, why it cannot be read. */
export function readImport(text: string): ReadImport | string {
  if (text.length > MAX_IMPORT) return `A file of more than ${MAX_IMPORT / 1_000_000} MB is not read.`;
  const plain = text.replaceAll('\r\n', '\n').replace(/^\uFEFF/, '');
  const value = parseYaml(plain);
  if (value === undefined) return 'This is neither YAML nor JSON.';
  const imported = importWorkflow(value);
  if (imported) {
    const { format, definition, losses } = imported;
    return { format, text: writeTerse(definition as JsonObject), tasks: (definition.tasks as JsonValue[]).length, losses };
  }
  const own = readDraft(plain);
  if (own.head !== null && own.tasks.length > 0) return { format: 'Agent Hive', text: plain, tasks: own.tasks.length, losses: [] };
  return 'No workflow that is known: a definition of ours, n8n, GitHub Actions or WfFormat.';
}
