import { expect, test } from 'vitest';
import { workflowOptions } from './workflow-options.ts';

test('[U18] two workflows of one name are told apart by their ids, others go by their name', () => {
  const offered = workflowOptions([
    { id: 'a', name: 'Twice' },
    { id: 'b', name: 'Once' },
    { id: 'c', name: 'Twice' },
  ]);
  expect(offered.map(({ label }) => label)).toEqual(['Twice (a)', 'Once', 'Twice (c)']);
  expect(offered.map(({ value }) => value)).toEqual(['a', 'b', 'c']);
});
