import { expect, test } from 'vitest';
import type { WorkflowDefinition } from './definition.ts';
import { recallDefinition, rememberDefinition } from './recent-definitions.ts';

/** A text of so many characters that nobody else remembers. */
const textOf = (name: string, characters: number) => name.padEnd(characters, '.');
const definitionOf = (name: string) => ({ name, tasks: [] }) as unknown as WorkflowDefinition;

test('[W14] what was asked for least of late is forgotten first, and a text too long is never kept', () => {
  const names = ['a', 'b', 'c', 'd'];
  for (const name of names) rememberDefinition(textOf(name, 240_000), definitionOf(name));
  expect(recallDefinition(textOf('a', 240_000))).toMatchObject({ name: 'a' });
  rememberDefinition(textOf('e', 240_000), definitionOf('e'));
  expect(['a', 'b', 'c', 'd', 'e'].filter((name) => recallDefinition(textOf(name, 240_000)) !== undefined)).toEqual(['a', 'c', 'd', 'e']);
  rememberDefinition(textOf('f', 250_001), definitionOf('f'));
  expect(recallDefinition(textOf('f', 250_001))).toBeUndefined();
});
