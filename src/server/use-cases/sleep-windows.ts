import type { Principal } from '../core/access/principal.ts';
import { NotFoundError } from '../core/errors.ts';
import { type ChangeSleepWindow, type CreateSleepWindow, minutesOf, type SleepWindow } from '../core/sleep/sleep-window.ts';
import { changeSleepWindowRow, deleteSleepWindowRow, insertSleepWindow, listSleepWindowRows } from '../db/sleep-windows.ts';
import type { Deps } from '../deps.ts';
import { loadAgent } from './read-agent.ts';
import { recordAudit } from './record-audit.ts';

/** @throws NotFoundError when it names an agent that is not there */
export async function createSleepWindow(deps: Deps, input: CreateSleepWindow, principal: Principal): Promise<SleepWindow> {
  if (input.agent_id !== null) await loadAgent(deps, input.agent_id);
  const { agent_id: agentId, start, end, days_of_week: daysOfWeek, ...rest } = input;
  const times = { startMin: minutesOf(start), endMin: minutesOf(end), daysOfWeek };
  const window = await insertSleepWindow(deps.db, { id: deps.newId(), agentId, ...times, ...rest, createdBy: principal.id });
  const subject = `sleep_window:${window.id}`;
  await recordAudit(deps, {
    actor: principal.id,
    action: 'sleep_window.create',
    subject,
    detail: { start, end, timezone: input.timezone },
  });
  return window;
}

/** All of them: they are few. */
export function listSleepWindows(deps: Deps): Promise<SleepWindow[]> {
  return listSleepWindowRows(deps.db);
}

/** @throws NotFoundError */
export async function changeSleepWindow(
  deps: Deps,
  input: { id: string; change: ChangeSleepWindow },
  principal: Principal,
): Promise<SleepWindow> {
  const { start, end, days_of_week, timezone, active, priority } = input.change;
  const window = await changeSleepWindowRow(deps.db, input.id, {
    ...(start !== undefined && { startMin: minutesOf(start) }),
    ...(end !== undefined && { endMin: minutesOf(end) }),
    ...(days_of_week !== undefined && { daysOfWeek: days_of_week }),
    ...(timezone !== undefined && { timezone }),
    ...(active !== undefined && { active }),
    ...(priority !== undefined && { priority }),
  });
  if (window === null) throw new NotFoundError(`no sleep window ${input.id}`);
  const detail = { fields: Object.keys(input.change) };
  await recordAudit(deps, { actor: principal.id, action: 'sleep_window.update', subject: `sleep_window:${window.id}`, detail });
  return window;
}

/** @throws NotFoundError */
export async function removeSleepWindow(deps: Deps, id: string, principal: Principal): Promise<void> {
  if (!(await deleteSleepWindowRow(deps.db, id))) throw new NotFoundError(`no sleep window ${id}`);
  await recordAudit(deps, { actor: principal.id, action: 'sleep_window.remove', subject: `sleep_window:${id}` });
}
