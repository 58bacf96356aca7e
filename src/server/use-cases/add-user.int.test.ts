import { afterAll, beforeAll, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../../../tests/fixtures/installation.ts';
import { callRest, ORIGIN } from '../../../tests/fixtures/rest-client.ts';
import { signIn } from '../../../tests/fixtures/sign-in.ts';
import { addUser } from './add-user.ts';

let at: Installation;
beforeAll(async () => {
  at = await createInstallation();
});
afterAll(() => at.close());

const admin = { id: 'user:boss', kind: 'user', name: 'Boss', role: 'admin' } as const;
const vera = { name: 'Vera', email: 'Vera@Hive.test', password: 'a password of hers', role: 'viewer' } as const;

it('[X16] a person who was added signs in with the role they were given', async () => {
  const { id } = await addUser(at.deps, vera, admin);
  const cookie = await signIn(at.deps, { email: 'vera@hive.test', password: vera.password });
  const headers = { cookie, origin: ORIGIN };
  expect((await callRest(at.deps, { path: '/runs', headers })).status).toBe(200);
  const refused = await callRest(at.deps, { method: 'POST', path: '/workflow/execute', headers, json: {} });
  expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  const audit = await callRest(at.deps, { path: '/audit', key: at.keys.admin });
  const entry = audit.body.data.find(({ action }: { action: string }) => action === 'user.create');
  expect(entry).toMatchObject({ actor: admin.id, subject: `user:${id}`, detail: { email: 'vera@hive.test', role: 'viewer' } });
  expect(JSON.stringify(audit.body)).not.toContain(vera.password);
});

it('[X16] an address belongs to one person, however it is written', async () => {
  const twin = { ...vera, email: 'twin@hive.test' };
  await addUser(at.deps, twin, admin);
  await expect(addUser(at.deps, { ...twin, email: 'TWIN@hive.test' }, admin)).rejects.toMatchObject({
    code: 'conflict',
    faults: [{ path: 'email', message: 'is taken' }],
  });
});
