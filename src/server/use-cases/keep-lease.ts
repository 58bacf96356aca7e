import { openLeaseConnection } from '../db/lease-connection.ts';
import { holdLifeline, insertWorker, type Renewal, renewLease, type WorkerRow } from '../db/workers.ts';

/** A database session of one's own, on which one process is a member of the fleet: made anew when it breaks. */
export interface LeaseKeeper {
  /** Registers the process under a lease and a lifeline. Throws when the database does not answer in time. */
  join(worker: WorkerRow): Promise<void>;
  /** Throws when the database does not answer in time. */
  renew(workerId: string): Promise<Renewal>;
}

export interface LeaseTerms {
  /** How long a process is trusted after it last renewed, ms. */
  leaseMs: number;
  /** And without a lifeline, ms. */
  goneMs: number;
  /** A younger session judges nobody by lifelines, ms. */
  settledMs: number;
  /** How long an answer of the database is waited for, ms. */
  timeoutMs: number;
}

type Connection = Awaited<ReturnType<typeof openLeaseConnection>>;

interface Session {
  connection: Connection;
  /** Whose lifeline it holds; empty: nobody's yet. */
  workerId: string;
  /** performance.now() when it began. */
  since: number;
}

const drop = ({ connection }: Session) => void connection.end().catch(() => {});

/** @param onBroken the session ended; whoever renews does so at once, since others now see a process without a lifeline */
export function keepLease(url: string, terms: LeaseTerms, onBroken: () => void): LeaseKeeper {
  return new SessionKeeper(url, terms, onBroken);
}

class SessionKeeper implements LeaseKeeper {
  readonly #url: string;
  readonly #terms: LeaseTerms;
  readonly #onBroken: () => void;
  #session: Session | null = null;
  /** Did not answer, and may still hold the lifeline: it is let go when another one does. */
  #doubted: Session | null = null;

  constructor(url: string, terms: LeaseTerms, onBroken: () => void) {
    this.#url = url;
    this.#terms = terms;
    this.#onBroken = onBroken;
  }

  async join(worker: WorkerRow): Promise<void> {
    await this.#on(worker.id, ({ connection }) => insertWorker(connection, worker, this.#terms.leaseMs));
  }

  /** Where the database was away, all lifelines are free until everybody has connected again: a young session judges nobody by them. */
  renew(workerId: string): Promise<Renewal> {
    const { leaseMs, goneMs, settledMs } = this.#terms;
    return this.#on(workerId, ({ connection, since }) => {
      const knows = performance.now() - since >= settledMs;
      return renewLease(connection, workerId, { leaseMs, goneMs: knows ? goneMs : null });
    });
  }

  async #on<T>(workerId: string, act: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await act(await this.#open(workerId));
    } catch (error) {
      this.#doubt();
      throw error;
    }
  }

  async #open(workerId: string): Promise<Session> {
    this.#session ??= await this.#connect();
    const session = this.#session;
    if (session.workerId !== workerId) {
      await holdLifeline(session.connection, workerId);
      session.workerId = workerId;
    }
    if (this.#doubted) drop(this.#doubted);
    this.#doubted = null;
    return session;
  }

  async #connect(): Promise<Session> {
    const connection = await openLeaseConnection(this.#url, this.#terms.timeoutMs, () => {
      if (this.#session?.connection !== connection) return;
      this.#session = null;
      this.#onBroken();
    });
    return { connection, workerId: '', since: performance.now() };
  }

  #doubt(): void {
    const session = this.#session;
    this.#session = null;
    if (session === null) return;
    if (session.workerId === '') drop(session);
    else this.#doubted = session;
  }
}
