import { expect, it, vi } from 'vitest';
import { makeQueryClient } from './query-client.ts';

it('[U14] the server asks once for what a page shows', async () => {
  const read = vi.fn(() => Promise.reject(new Error('there is no such run')));
  await makeQueryClient().prefetchQuery({ queryKey: ['run'], queryFn: read });
  expect(read).toHaveBeenCalledTimes(1);
});
