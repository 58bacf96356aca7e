import type { Fault } from '@/server/core/errors.ts';
import type { JsonValue } from '@/server/core/json.ts';

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
      faults: document.errors.map(({ linePos, message }) => ({
        path: `line ${linePos?.[0].line ?? 1}`,
        message: message.split('\n', 1)[0] ?? message,
      })),
    };
  }
  // Few aliases, so that a short text cannot unfold into a huge value.
  return { ok: true, value: document.toJS({ maxAliasCount: 100 }) as JsonValue };
}

/** Reads a text in the format it claims; faults name the line. */
export async function readDefinition(text: string, format: TextFormat): Promise<ParsedText> {
  try {
    return format === 'json' ? { ok: true, value: JSON.parse(text) as JsonValue } : await readYaml(text);
  } catch (error) {
    return { ok: false, faults: [{ path: 'text', message: error instanceof Error ? error.message : 'cannot be read' }] };
  }
}
