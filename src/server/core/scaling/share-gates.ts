/** Tasks that wait at one gate, and the pools whose members could take them. */
export interface WaitingGate {
  key: string;
  waiting: number;
  /** When the oldest of them became ready; epoch ms. */
  oldestAt: number;
  fits: ReadonlySet<string>;
}

/** A pool as gates are shared out. */
export interface PoolOffer {
  id: string;
  name: string;
  costUsd: number | null;
  /** Members it may still get. */
  room: number;
}

export interface GateShare {
  waiting: number;
  oldestAt: number | null;
  gates: string[];
}

/**
 * Gives every gate to one pool, so that two pools do not grow for the same work: the cheapest that fits and may still grow; an unknown
 * cost counts as the highest, names break ties. A gate that no pool fits is nobody's.
 */
export function shareGates(gates: readonly WaitingGate[], offers: readonly PoolOffer[]): Map<string, GateShare> {
  const order = offers.toSorted(
    (a, b) => (a.costUsd ?? Number.POSITIVE_INFINITY) - (b.costUsd ?? Number.POSITIVE_INFINITY) || (a.name < b.name ? -1 : 1),
  );
  const shares = new Map<string, GateShare>();
  for (const gate of gates) {
    const fitting = order.filter(({ id }) => gate.fits.has(id));
    const pool = fitting.find(({ room }) => room > 0) ?? fitting[0];
    if (pool === undefined) continue;
    const share = shares.get(pool.id) ?? { waiting: 0, oldestAt: null, gates: [] };
    share.waiting += gate.waiting;
    share.oldestAt = Math.min(share.oldestAt ?? gate.oldestAt, gate.oldestAt);
    share.gates.push(gate.key);
    shares.set(pool.id, share);
  }
  return shares;
}
