import { openPassConnection, type PassClient } from '../db/client.ts';
import type { Deps } from '../deps.ts';

export type PassConnection = PassClient;

/**
 * Opens the connection that dispatch passes run on.
 * @param onLost called when it breaks; open another one then
 */
export async function openPass(deps: Pick<Deps, 'db' | 'log'>, onLost: () => void): Promise<PassConnection> {
  const connection = await openPassConnection(deps.db.url);
  connection.on('error', (error) => {
    deps.log.warn({ err: error }, 'the dispatch connection broke');
    onLost();
  });
  connection.on('end', onLost);
  return connection;
}
