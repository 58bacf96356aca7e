import type { Principal } from '../core/access/principal.ts';
import type { Deps } from '../deps.ts';

/** What every door knows about a request before it looks at the payload. */
export interface RequestContext {
  deps: Deps;
  /** Null: nobody signed in. */
  principal: Principal | null;
  /** The address of the peer, as the socket says; null when unknown. */
  ip: string | null;
  /** Names this request in answers and logs. */
  requestId: string;
}

/** A RequestContext of somebody who proved who they are. */
export type SignedInContext = RequestContext & { principal: Principal };
