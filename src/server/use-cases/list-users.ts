import { listUserRows, type UserRow } from '../db/users.ts';
import type { Deps } from '../deps.ts';

/** Everybody who can sign in, oldest first. */
export const listUsers = (deps: Deps): Promise<UserRow[]> => listUserRows(deps.db);
