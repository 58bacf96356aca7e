'use client';
import { createContext, type RefObject, useContext, useSyncExternalStore } from 'react';
import type { GraphHandle } from '../graph/canvas-graph.ts';
import type { DesignerState, DraftStore } from './draft-store.ts';
import type { Acts } from './use-acts.ts';

export interface DesignerContextValue {
  store: DraftStore;
  acts: Acts;
  canvas: RefObject<GraphHandle | null>;
  readOnly: boolean;
}

const DesignerContext = createContext<DesignerContextValue | null>(null);

export const DesignerProvider = DesignerContext.Provider;

/** What every part of the designer works with. @throws Error outside of a designer */
export function useDesigner(): DesignerContextValue {
  const value = useContext(DesignerContext);
  if (!value) throw new Error('there is no designer around this');
  return value;
}

/** The state as it is now. */
export function useDesignerState(): DesignerState {
  const { store } = useDesigner();
  return useSyncExternalStore(store.subscribe, store.state, store.state);
}
