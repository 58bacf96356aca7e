import type { SleepWindow } from '../core/sleep/sleep-window.ts';
import type { Database } from './client.ts';

export type NewSleepWindow = Omit<SleepWindow, 'createdAt'>;

export function insertSleepWindow(db: Database, window: NewSleepWindow): Promise<SleepWindow> {
  return db.prisma.sleepWindow.create({ data: window });
}

/** All windows, oldest first; they are few. */
export function listSleepWindowRows(db: Database): Promise<SleepWindow[]> {
  return db.prisma.sleepWindow.findMany({ orderBy: { id: 'asc' } });
}

/** Null: no such window. */
export async function changeSleepWindowRow(
  db: Database,
  id: string,
  change: Partial<Omit<NewSleepWindow, 'id' | 'agentId' | 'createdBy'>>,
): Promise<SleepWindow | null> {
  const { count } = await db.prisma.sleepWindow.updateMany({ where: { id }, data: change });
  return count === 0 ? null : db.prisma.sleepWindow.findUnique({ where: { id } });
}

export async function deleteSleepWindowRow(db: Database, id: string): Promise<boolean> {
  return (await db.prisma.sleepWindow.deleteMany({ where: { id } })).count === 1;
}
