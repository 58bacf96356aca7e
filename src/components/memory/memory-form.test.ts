import { expect, test } from 'vitest';
import { createContextSchema } from '@/server/core/memory/context-entry.ts';
import { emptyMemoryForm, entryOf } from './memory-form.ts';

const AGENT = '0192f3a4-5b6c-7d8e-9f00-112233445566';

test('[ME14] a filled form is an entry that the server takes; what belongs to all is public, whatever was chosen before', () => {
  const form = { ...emptyMemoryForm(AGENT), title: 'Ports', content: 'It listens on 8700.', tags: 'ops, ports', importance: '0.9' };
  expect(createContextSchema.parse(entryOf(form))).toMatchObject({
    ...{ agent_id: AGENT, access: 'private', importance: 0.9, tags: ['ops', 'ports'], type: 'documentation' },
  });
  const shared = createContextSchema.parse(entryOf({ ...form, agentId: '' }));
  expect([shared.agent_id, shared.access]).toEqual([undefined, 'public']);
});

test('[ME14] what is missing or no number is refused at its field', () => {
  const faulty = createContextSchema.safeParse(entryOf({ ...emptyMemoryForm(null), importance: 'much' }));
  expect(new Set(faulty.error?.issues.map(({ path }) => path[0]))).toEqual(new Set(['title', 'content', 'importance']));
});
