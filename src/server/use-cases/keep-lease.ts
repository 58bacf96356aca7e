import { openLeaseConnection } from '../db/lease-connection.ts';
import { renewLease } from '../db/workers.ts';

/** A connection of one's own that renews the lease of one process; made anew when it breaks. */
export interface LeaseKeeper {
  /** False: the lease was taken away. Throws when the database does not answer within `timeoutMs`. */
  renew(workerId: string, leaseMs: number): Promise<boolean>;
}

export function keepLease(url: string, timeoutMs: number): LeaseKeeper {
  let connection: Awaited<ReturnType<typeof openLeaseConnection>> | null = null;
  const drop = () => {
    connection?.end().catch(() => {});
    connection = null;
  };
  return {
    async renew(workerId, leaseMs) {
      try {
        connection ??= await openLeaseConnection(url, timeoutMs, drop);
        return await renewLease(connection, workerId, leaseMs);
      } catch (error) {
        drop();
        throw error;
      }
    },
  };
}
