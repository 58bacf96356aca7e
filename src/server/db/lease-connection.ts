import pg from 'pg';

/**
 * The connection that renews a lease. Whoever waits longer than `timeoutMs` for an answer has lost the lease anyway.
 * @param onBroken called when it breaks; open another one then
 */
export async function openLeaseConnection(url: string, timeoutMs: number, onBroken: () => void): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    application_name: 'hive-lease',
  });
  client.on('error', onBroken);
  await client.connect();
  return client;
}
