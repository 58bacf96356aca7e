import { expect, it } from 'vitest';
import { shortId } from './short-id.ts';

it('[U13] a run and its retry of the same minute have different short ids', () => {
  const [run, retry] = ['01a208a1-4f36-7443-b9e6-f0b69ffde6df', '01a208a1-8e75-71d9-b8b1-d6c8890b4527'];
  expect([shortId(run), shortId(retry)]).toEqual(['9ffde6df', '890b4527']);
});
