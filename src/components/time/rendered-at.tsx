'use client';
import type { ReactNode } from 'react';
import { RenderedAt } from './use-now.ts';

/** Hands the server's time of rendering to every clock on the page. */
export function RenderedAtProvider({ at, children }: { at: number; children: ReactNode }) {
  return <RenderedAt value={at}>{children}</RenderedAt>;
}
