import type { Fault } from '@/server/core/errors.ts';
import type { JsonValue } from '@/server/core/json.ts';
import { ALIAS_WORDS, jsonWords, yamlWords } from '@/server/core/workflow/text-words.ts';

// A definition as text that people edit: JSON or YAML, one value.

export const TEXT_FORMATS = ['yaml', 'json'] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

export type ParsedText = { ok: true; value: JsonValue } | { ok: false; faults: Fault[] };

/** Loaded with the first definition in YAML. */
const loadYaml = () => import('yaml');

export async function writeDefinition(value: JsonValue, format: TextFormat): Promise<string> {
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`;
  const { stringify } = await loadYaml();
  return stringify(value, { lineWidth: 120, aliasDuplicateObjects: false });
}

async function readYaml(text: string): Promise<ParsedText> {
  const { parseDocument } = await loadYaml();
  const document = parseDocument(text, { merge: false, version: '1.2' });
  if (document.errors.length > 0) {
    return {
      ok: false,
      faults: document.errors.map((error) => ({ path: `line ${error.linePos?.[0].line ?? 1}`, message: yamlWords(error) })),
    };
  }
  // Few aliases, so that a short text cannot unfold into a huge value.
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }) as JsonValue };
  } catch {
    return { ok: false, faults: [{ path: 'text', message: ALIAS_WORDS }] };
  }
}

/** Reads a text in the format it claims; faults name the line. */
export async function readDefinition(text: string, format: TextFormat): Promise<ParsedText> {
  if (format === 'yaml') return await readYaml(text);
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch (error) {
    const { line, words } = jsonWords(error instanceof Error ? error.message : '', text);
    return { ok: false, faults: [{ path: line === null ? 'text' : `line ${line}`, message: words }] };
  }
}
