'use client';
import dynamic from 'next/dynamic';
import { loadEarly } from '../load-early.ts';

/** As the product's pages load the canvas: in the browser alone. */
export const LoadGraphBench = dynamic(
  loadEarly(() => import('./graph-bench.tsx').then((module) => module.GraphBench)),
  { ssr: false },
);
