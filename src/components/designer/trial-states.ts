import type { NodeState } from '../graph/canvas-graph.ts';

const SILENT: NodeState = { status: null, remark: '', tone: 'plain', attempts: 0, startedAt: null, endedAt: null };

/** What cards say while a run is followed or outputs are pinned: how it went there, and a mark on what is pinned. */
export function trialStates(ofRun: ReadonlyMap<string, NodeState>, pinned: Iterable<string>): ReadonlyMap<string, NodeState> {
  const states = new Map(ofRun);
  for (const id of pinned) states.set(id, { ...(states.get(id) ?? SILENT), badge: 'pin' });
  return states;
}
