import { expect, it } from 'vitest';
import { validateDefinition } from '../../src/server/core/workflow/validate-definition.ts';
import { chain, diamond, fan, mapOver, single } from './definitions.ts';

const widths = (tasks: readonly { dependencies?: unknown[] | undefined }[]) => tasks.map((task) => task.dependencies?.length ?? 0);

it.each([
  { name: 'a chain of 10', definition: chain(10), dependencies: [0, 1, 1, 1, 1, 1, 1, 1, 1, 1] },
  { name: 'a fan of 3 and a join', definition: fan(3), dependencies: [0, 0, 0, 3] },
  { name: 'a diamond 1-8-1', definition: diamond(), dependencies: [0, 1, 1, 1, 1, 1, 1, 1, 1, 8] },
  { name: 'one task', definition: single(), dependencies: [0] },
])('[N4] $name is a valid definition of that shape', ({ definition, dependencies }) => {
  expect(widths(definition.tasks)).toEqual(dependencies);
  expect(validateDefinition(definition).tasks).toHaveLength(dependencies.length);
});

it('[N4] a map over 10,000 items is one task of a definition', () => {
  expect(validateDefinition(mapOver(10_000)).tasks[0]?.map?.over).toHaveLength(10_000);
});

it('[N4] 10,000 tasks are within the limits of a definition', () => {
  expect(validateDefinition(fan(9_999)).tasks).toHaveLength(10_000);
});
